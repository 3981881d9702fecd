// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Interval, missed hellos and margin out of a slot's numbers.
#include "latency/gaps.h"

#include <catch2/catch.hpp>

#include "harness/times.h"

using namespace haguard;

namespace {

// A slot that has seen these gaps, as the data path fills it.
struct Slot {
  hg_heartbeat heartbeat{};

  Slot& add(std::uint64_t gap_ns, unsigned times = 1) {
    const std::uint32_t bucket = hg_bucket_of(gap_ns);
    for (unsigned i = 0; i < times; ++i) {
      hg_histogram_add(&heartbeat.gaps, gap_ns);
      heartbeat.bucket_ns[bucket] += gap_ns;
      heartbeat.last_ns += gap_ns;
    }
    return *this;
  }
  std::uint64_t interval() const { return interval_of(heartbeat); }
  std::uint64_t missed() const { return missed_of(heartbeat, interval()); }
};

bool is_near(std::uint64_t value, std::uint64_t wanted) {
  return value >= wanted - wanted / 50 && value <= wanted + wanted / 50;
}

}  // namespace

TEST_CASE("gaps: too few say nothing", "[gaps]") {
  Slot slot;
  CHECK(slot.interval() == 0);
  CHECK(slot.missed() == 0);
  slot.add(kSecond, 2);
  CHECK(slot.interval() == 0);
  slot.add(kSecond);
  CHECK(slot.interval() == kSecond);
}

TEST_CASE("gaps: the interval is exact, whatever the width of a bucket", "[gaps]") {
  for (const std::uint64_t poll : {20 * kMs, 200 * kMs, 999 * kMs, kSecond, 15 * kSecond}) {
    Slot slot;
    for (int i = 0; i < 50; ++i)
      slot.add(poll + poll / 20).add(poll - poll / 20);
    INFO(poll);
    CHECK(is_near(slot.interval(), poll));
    CHECK(slot.missed() == 0);
  }
}

TEST_CASE("gaps: frames between the hellos do not shorten the interval", "[gaps]") {
  Slot slot;
  slot.add(kSecond, 20).add(kMs / 10, 5000);  // a config sync of 5,000 frames
  CHECK(slot.interval() == kSecond);
  CHECK(slot.missed() == 0);
}

TEST_CASE("gaps: silences do not lengthen the interval, and say what was missed", "[gaps]") {
  Slot slot;
  slot.add(kSecond, 10);
  slot.add(300 * kSecond);  // longer than all hellos together, and beyond the last bucket
  CHECK(slot.interval() == kSecond);
  CHECK(slot.missed() == 299);
  slot.add(2 * kSecond).add(4 * kSecond);
  CHECK(slot.missed() == 299 + 1 + 3);
}

TEST_CASE("gaps: a hello half an interval late is not missed", "[gaps]") {
  Slot slot;
  slot.add(kSecond, 40).add(1400 * kMs).add(600 * kMs);
  CHECK(slot.missed() == 0);
  slot.add(1600 * kMs);
  CHECK(slot.missed() == 1);
}

TEST_CASE("gaps: the running silence counts, if anybody looks", "[gaps]") {
  Slot slot;
  slot.heartbeat.last_ns = 100 * kSecond;
  slot.add(kSecond, 10).add(1020 * kMs);
  slot.heartbeat.longest_end_ns = slot.heartbeat.last_ns;
  const std::uint64_t last = slot.heartbeat.last_ns;

  GapFacts facts = gap_facts(slot.heartbeat, last + 500 * kMs, 0, true);
  CHECK(facts.count == 11);
  CHECK(facts.silent_ns == 500 * kMs);
  CHECK(facts.missed_now == 0);
  CHECK(facts.longest_ns == 1020 * kMs);
  CHECK(facts.longest_end_ns == last);
  CHECK(share_of_hold(facts, 15 * kSecond) == Approx(0.068));
  CHECK(share_of_hold(facts, 0) == 0);

  facts = gap_facts(slot.heartbeat, last + 3 * kSecond, 0, true);
  CHECK(facts.missed == 0);
  CHECK(facts.missed_now == 2);
  CHECK(facts.longest_ns == 3 * kSecond);
  CHECK(facts.longest_end_ns == 0);

  for (const GapFacts& blind : {gap_facts(slot.heartbeat, last + 3 * kSecond, 0, false),
                                gap_facts(slot.heartbeat, last + 3 * kSecond, last + 1, true)}) {
    CHECK(blind.silent_ns == 0);
    CHECK(blind.missed_now == 0);
    CHECK(blind.longest_ns == 1020 * kMs);
  }
}
