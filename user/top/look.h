// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What `haguard top` takes from a link at one moment. Nothing is written, and no lock is needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "link/control.h"
#include "link/counters.h"
#include "link/link.h"
#include "link/policy_reading.h"
#include "link/ports.h"

namespace haguard {

struct PortLook {
  std::string name;
  PortCondition condition = PortCondition::kLive;
  std::optional<PortSignal> signal;
  PortCounters counters;
  // Redirect could not send it, or had no partner to send it to; or a look-up failed.
  std::uint64_t errors = 0;
};

// While the link learns.
struct LearningLook {
  std::uint64_t kinds = 0;  // of frames, so far
  std::uint64_t capacity = 0;
  std::uint64_t not_recorded = 0;  // frames that found it full, since the link was attached
};

struct LinkLook {
  std::string name;
  std::uint64_t at_ns = 0;  // CLOCK_MONOTONIC
  ModeState mode;
  std::uint64_t hold_ns = 0;  // of the pair; 0: nobody says
  PolicyReading policy;
  std::vector<PortLook> ports;
  std::optional<LearningLook> learning;
};

// `labels`: as for read_policy().
Result<LinkLook> look_at(const Link& link, std::shared_ptr<const PolicyLabels>& labels);

}  // namespace haguard
