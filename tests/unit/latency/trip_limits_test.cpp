// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Round trips against the limits of a system.
#include "latency/trip_limits.h"

#include <catch2/catch.hpp>
#include <string>

#include "harness/times.h"

using namespace haguard;

namespace {

constexpr TripLimits kAsa{10 * kMs, 250 * kMs};

hg_histogram trips_of(std::uint64_t ns, unsigned count, std::uint64_t slow_ns = 0) {
  hg_histogram trips{};
  for (unsigned i = 0; i < count; ++i)
    hg_histogram_add(&trips, ns);
  if (slow_ns != 0) hg_histogram_add(&trips, slow_ns);
  return trips;
}

}  // namespace

TEST_CASE("trip limits: warning from the first, critical from the second", "[trips]") {
  CHECK(judge_trips(trips_of(kMs, 5), kAsa) == TripVerdict::kGood);
  CHECK(judge_trips(trips_of(10 * kMs, 5), kAsa) == TripVerdict::kWarning);
  CHECK(judge_trips(trips_of(249 * kMs, 5), kAsa) == TripVerdict::kWarning);
  CHECK(judge_trips(trips_of(250 * kMs, 5), kAsa) == TripVerdict::kCritical);
  CHECK(judge_trips(trips_of(kMs, 3, 300 * kMs), kAsa) == TripVerdict::kCritical);
}

TEST_CASE("trip limits: one slow answer among hundreds is none", "[trips]") {
  CHECK(judge_trips(trips_of(kMs, 300, 300 * kMs), kAsa) == TripVerdict::kGood);
}

TEST_CASE("trip limits: nothing counted, or nobody says", "[trips]") {
  CHECK(judge_trips(trips_of(kMs, 0), kAsa) == TripVerdict::kNone);
  CHECK(judge_trips(trips_of(kMs, 5), {}) == TripVerdict::kNone);
  CHECK(judge_trips(trips_of(300 * kMs, 5), {10 * kMs, 0}) == TripVerdict::kWarning);
  CHECK(judge_trips(trips_of(300 * kMs, 5), {0, 250 * kMs}) == TripVerdict::kCritical);
  CHECK(std::string(verdict_name(TripVerdict::kCritical)) == "critical");
}
