// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "latency/trip_limits.h"

#include <array>
#include <cstddef>

#include "latency/histogram.h"

namespace haguard {
namespace {

constexpr std::array<const char*, 4> kVerdictNames = {"none", "good", "warning", "critical"};
constexpr double kJudgedShare = 0.99;

}  // namespace

const char* verdict_name(TripVerdict verdict) {
  return kVerdictNames.at(static_cast<std::size_t>(verdict));
}

TripVerdict judge_trips(const hg_histogram& trips, const TripLimits& limits) {
  if (count_of(trips) == 0 || (limits.warn_ns == 0 && limits.critical_ns == 0))
    return TripVerdict::kNone;
  const std::uint64_t p99_ns = quantile_ns(trips, kJudgedShare);
  if (limits.critical_ns != 0 && p99_ns >= limits.critical_ns) return TripVerdict::kCritical;
  if (limits.warn_ns != 0 && p99_ns >= limits.warn_ns) return TripVerdict::kWarning;
  return TripVerdict::kGood;
}

}  // namespace haguard
