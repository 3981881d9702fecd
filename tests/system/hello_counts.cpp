// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "system/hello_counts.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "harness/poll.h"

namespace haguard {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::uint64_t kMore = 10;
constexpr std::size_t kLooks = 5;

// A look between two hellos of the sender: what it sent has arrived, is under way, or never will.
HelloCount look_between_hellos(Process& sender, Process& receiver) {
  HelloCount count;
  const bool between = eventually(minutes(1), [&] {
    count.sent = must(AsaPair::status(sender))["hellos_sent"];
    count.received = must(AsaPair::status(receiver))["hellos_received"];
    return must(AsaPair::status(sender))["hellos_sent"] == count.sent;
  });
  REQUIRE(between);
  count.missing = count.sent - count.received;
  return count;
}

// The fewest of several looks: a hello under way is not in each of them.
HelloCount count_one_way(Process& sender, Process& receiver) {
  HelloCount count = look_between_hellos(sender, receiver);
  std::uint64_t missing = count.missing;
  for (std::size_t look = 1; look < kLooks; ++look) {
    const std::uint64_t before = count.sent;
    REQUIRE(eventually(minutes(1), [&] {
      count = look_between_hellos(sender, receiver);
      return count.sent > before;
    }));
    missing = std::min(missing, count.missing);
  }
  count.missing = missing;
  return count;
}

void check_direction(const HelloCount& before, const HelloCount& after, std::uint64_t counted,
                     std::uint64_t sent_at_most) {
  CHECK(after.missing == before.missing);
  CHECK(after.received >= before.received + kMore);
  // It is asked before the first count and after the last one.
  CHECK(counted >= after.received - before.received);
  CHECK(counted <= sent_at_most);
}

std::uint64_t sent_by(Process& unit) {
  return must(AsaPair::status(unit))["hellos_sent"];
}

// What happened to the pair as a whole.
std::vector<std::uint64_t> upsets(AsaPair& pair) {
  std::vector<std::uint64_t> counts;
  for (Process* unit : {&pair.a(), &pair.b()}) {
    const AsaStatus status = must(AsaPair::status(*unit));
    for (const char* name : {"hellos_lost", "takeovers", "failovers", "split_brains"})
      counts.push_back(status[name]);
  }
  return counts;
}

}  // namespace

HelloCounts count_hellos(AsaPair& pair) {
  return {count_one_way(pair.a(), pair.b()), count_one_way(pair.b(), pair.a())};
}

void check_no_hello_lost(AsaPair& pair, const GuestHaguard& haguard,
                         const std::function<void()>& work) {
  const std::uint64_t sent_a = sent_by(pair.a());
  const std::uint64_t sent_b = sent_by(pair.b());
  const std::uint64_t counted_a = haguard.hellos_of("unit-a");
  const std::uint64_t counted_b = haguard.hellos_of("unit-b");
  const auto upset = upsets(pair);
  const HelloCounts before = count_hellos(pair);
  work();
  INFO(pair.to_string());
  REQUIRE(pair.healthy_for(kMore, minutes(1)));
  const HelloCounts after = count_hellos(pair);
  CHECK(upsets(pair) == upset);
  const std::uint64_t now_a = haguard.hellos_of("unit-a");
  const std::uint64_t now_b = haguard.hellos_of("unit-b");
  // One that was under way before may have been counted since.
  check_direction(before.from_a, after.from_a, now_a - counted_a, sent_by(pair.a()) - sent_a + 1);
  check_direction(before.from_b, after.from_b, now_b - counted_b, sent_by(pair.b()) - sent_b + 1);
}

}  // namespace haguard
