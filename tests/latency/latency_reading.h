// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What `haguard latency --json` says of residence times, by name.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "e2e/haguard_cli.h"

namespace haguard {

struct LatencyReading {
  nlohmann::json residence;

  static LatencyReading of(const HaguardCli& haguard);

  // What the XDP program says it stamped, and the egress program that it measured; of a class
  // ("heartbeat", "other"), or of a port it came in on where that is not empty.
  std::uint64_t stamped(const std::string& kind, const std::string& port = "") const;
  std::uint64_t measured(const std::string& kind, const std::string& from = "") const;
};

// The link has measured this many, within a deadline; and as many were stamped.
void require_measured(const HaguardCli& haguard, const std::string& kind, const std::string& from,
                      std::uint64_t frames);

}  // namespace haguard
