// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Round trips against what an HA system asks of the way between its units. Pure.
#pragma once

#include <cstdint>

#include "haguard/histogram.h"

namespace haguard {

// Nanoseconds, of the knowledge base; 0: nobody says.
struct TripLimits {
  std::uint64_t warn_ns = 0;
  std::uint64_t critical_ns = 0;
};

enum class TripVerdict : std::uint8_t { kNone, kGood, kWarning, kCritical };

// "none" (nothing was counted, or there are no limits), "good", "warning", "critical".
const char* verdict_name(TripVerdict verdict);

// By the 99th percentile: a single slow answer is none of the way's doing.
TripVerdict judge_trips(const hg_histogram& trips, const TripLimits& limits);

}  // namespace haguard
