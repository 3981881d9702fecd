// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a link did between two looks: differences of counters over the time that passed between
// them. Pure. A counter that is new, or smaller than it was, has no rate: it began anew.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "top/look.h"

namespace haguard {

using Rate = std::optional<double>;  // of a second

Rate rate_between(std::uint64_t before, std::uint64_t now, std::uint64_t elapsed_ns);
// Nothing where one of them is nothing.
Rate sum_of(const Rate& a, const Rate& b);

struct PortRates {
  std::string name;
  PortCondition condition = PortCondition::kLive;
  std::optional<PortSignal> signal;
  Rate received, bytes, passed, would_drop, dropped;
  std::uint64_t errors = 0;  // of all time
  Rate new_errors;
};

struct FlowRates {
  const LinkLook* link = nullptr;
  const FlowLabels* flow = nullptr;
  Rate frames, bytes;
  hg_flow_stats stats{};              // of all time
  const GapFacts* silence = nullptr;  // of a heartbeat that the kernel times
};

struct PeerRates {
  std::string name;
  std::uint64_t last_ns = 0;  // CLOCK_MONOTONIC; 0: never heard
  std::uint64_t silent_ns =
      0;  // a hello and more of it did not come; 0: they do, or have no rhythm
};

// The reason that most frames were dropped for, or would have been.
struct BusiestReason {
  std::uint32_t reason = 0;
  double per_second = 0;
};

// Points into the later look.
struct LinkRates {
  const LinkLook* look = nullptr;
  std::uint64_t elapsed_ns = 0;  // 0: there was no look before
  Rate received, bytes, would_drop, dropped;
  std::optional<BusiestReason> busiest;
  std::vector<PortRates> ports;
  std::vector<FlowRates> flows;
  std::vector<PeerRates> peers;
  Rate learned;  // new kinds of frames
};

// `before`: nullptr where there was none.
LinkRates rates_of(const LinkLook* before, const LinkLook& now);

}  // namespace haguard
