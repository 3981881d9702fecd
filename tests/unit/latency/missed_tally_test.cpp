// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Missed hellos as a counter: what was missed counts, what an interval makes of the past does not.
#include "latency/missed_tally.h"

#include <catch2/catch.hpp>

#include "harness/times.h"

using namespace haguard;

namespace {

GapFacts facts(std::uint64_t count, std::uint64_t interval_ns, std::uint64_t missed) {
  GapFacts facts;
  facts.count = count;
  facts.interval_ns = interval_ns;
  facts.missed = missed;
  return facts;
}

}  // namespace

TEST_CASE("missed tally: counts from what is known at first, and goes on", "[gaps]") {
  MissedTally tally = advanced({}, facts(2, 0, 0));
  CHECK(tally == MissedTally{});
  tally = advanced(tally, facts(20, 200 * kMs, 3));
  CHECK(tally.missed == 3);
  tally = advanced(tally, facts(40, 201 * kMs, 8));
  CHECK(tally.missed == 8);
}

TEST_CASE("missed tally: nothing new leaves it as it was", "[gaps]") {
  const MissedTally tally = advanced({}, facts(20, 200 * kMs, 3));
  CHECK(advanced(tally, facts(900, 203 * kMs, 3)) == tally);
}

TEST_CASE("missed tally: gaps that are judged otherwise for a moment count once", "[gaps]") {
  MissedTally tally = advanced({}, facts(20, 200 * kMs, 10));
  tally = advanced(tally, facts(30, 205 * kMs, 4));
  CHECK(tally.missed == 10);
  tally = advanced(tally, facts(40, 200 * kMs, 10));
  CHECK(tally.missed == 10);
  tally = advanced(tally, facts(50, 200 * kMs, 12));
  CHECK(tally.missed == 12);
}

TEST_CASE("missed tally: another interval counts from there on, up and down", "[gaps]") {
  MissedTally tally = advanced({}, facts(100, 200 * kMs, 5));
  tally = advanced(tally, facts(110, 200 * kMs, 45));  // each gap of a second lacks four
  CHECK(tally.missed == 45);
  tally = advanced(tally, facts(120, 1000 * kMs, 1));
  CHECK(tally.missed == 45);
  tally = advanced(tally, facts(130, 1000 * kMs, 3));
  CHECK(tally.missed == 47);
  tally = advanced(tally, facts(999, 200 * kMs, 4000));
  CHECK(tally.missed == 47);
  tally = advanced(tally, facts(1000, 200 * kMs, 4001));
  CHECK(tally.missed == 48);
}

TEST_CASE("missed tally: fewer gaps are those of another flow", "[gaps]") {
  const MissedTally tally = advanced({}, facts(100, 200 * kMs, 5));
  CHECK(advanced(tally, facts(2, 0, 0)) == MissedTally{});
  CHECK(advanced(tally, facts(9, 200 * kMs, 1)).missed == 1);
}
