// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The synthetic unit's judgement, its counting and its parsing, without a network.
#include <algorithm>
#include <catch2/catch.hpp>

#include "harness/asa/health.h"
#include "harness/asa/message.h"
#include "harness/asa/reassembly.h"
#include "harness/asa/tracker.h"

using namespace haguard;
using std::chrono::milliseconds;

namespace {

constexpr AsaRole kActive = AsaRole::kActive;
constexpr AsaRole kStandby = AsaRole::kStandby;
const AsaTime kStart{};

AsaHealth unit(bool primary) {
  AsaOptions options;
  options.primary = primary;
  options.role = primary ? kActive : kStandby;
  options.poll = milliseconds(200);
  options.hold = milliseconds(800);
  return {options, kStart};
}

AsaTime at(int ms) {
  return kStart + milliseconds(ms);
}

bool has_event(AsaHealth& health, const std::string& text) {
  const auto events = health.take_events();
  return std::any_of(events.begin(), events.end(), [&](const std::string& event) {
    return event.find(text) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("hellos in time keep the roles", "[asa]") {
  AsaHealth standby = unit(false);
  for (int ms = 0; ms <= 2000; ms += 200)
    standby.hello(at(ms), kActive);
  CHECK(standby.role() == kStandby);
  CHECK(standby.peer() == AsaPeer::kReady);
  CHECK(standby.missed_hellos() == 0);
  CHECK(standby.longest_gap() == milliseconds(200));
  CHECK(standby.hello_age(at(2050)) == milliseconds(50));
}

TEST_CASE("three missed hellos start the tests, the hold time takes over", "[asa]") {
  AsaHealth standby = unit(false);
  standby.hello(at(0), kActive);
  standby.tick(at(690));
  CHECK(standby.missed_hellos() == 2);
  CHECK(standby.peer() == AsaPeer::kReady);
  standby.tick(at(700));
  CHECK(standby.missed_hellos() == 3);
  CHECK(standby.testing());
  standby.tick(at(800));
  CHECK(standby.peer() == AsaPeer::kFailed);
  CHECK(standby.role() == kActive);
  CHECK(standby.takeovers() == 1);
  CHECK(has_event(standby, "became active: hold time expired"));
}

TEST_CASE("a hello during the tests ends them", "[asa]") {
  AsaHealth standby = unit(false);
  standby.hello(at(0), kActive);
  standby.tick(at(750));
  REQUIRE(standby.testing());
  standby.hello(at(760), kActive);
  standby.tick(at(900));
  CHECK(standby.peer() == AsaPeer::kReady);
  CHECK(standby.role() == kStandby);
  CHECK(standby.takeovers() == 0);
  CHECK(standby.longest_gap() == milliseconds(760));
}

TEST_CASE("a unit that never hears a peer goes active", "[asa]") {
  AsaHealth standby = unit(false);
  standby.tick(at(799));
  CHECK(standby.role() == kStandby);
  standby.tick(at(800));
  CHECK(standby.role() == kActive);
  CHECK_FALSE(standby.hello_age(at(800)).has_value());
  CHECK(standby.missed_hellos() == 0);
}

TEST_CASE("two active units are a split brain, and the secondary yields", "[asa]") {
  AsaHealth primary = unit(true);
  AsaHealth secondary = unit(false);
  secondary.tick(at(800));
  REQUIRE(secondary.role() == kActive);
  for (int ms = 2000; ms <= 2400; ms += 200)
    primary.hello(at(ms), kActive);
  CHECK(primary.split_brains() == 1);
  CHECK(primary.role() == kActive);
  secondary.hello(at(2000), kActive);
  CHECK(secondary.split_brains() == 1);
  CHECK(secondary.role() == kStandby);
  CHECK(has_event(secondary, "split brain"));
}

TEST_CASE("a failover swaps the roles and is no split brain", "[asa]") {
  AsaHealth primary = unit(true);
  AsaHealth secondary = unit(false);
  primary.hello(at(0), kStandby);
  secondary.hello(at(0), kActive);
  primary.start_swap(at(100));
  secondary.accept_swap(at(101));
  secondary.hello(at(101), kActive);  // crossed the request on the wire
  CHECK(secondary.role() == kActive);
  SECTION("the answer arrives") {
    primary.swap_done(at(102));
  }
  SECTION("the answer is lost, the hello tells") {
    primary.hello(at(102), kActive);
  }
  CHECK(primary.role() == kStandby);
  CHECK_FALSE(primary.swap_pending());
  CHECK(primary.failovers() == 1);
  CHECK(primary.split_brains() + secondary.split_brains() == 0);
}

TEST_CASE("a failover needs a ready peer", "[asa]") {
  AsaHealth primary = unit(true);
  primary.start_swap(at(10));
  CHECK_FALSE(primary.swap_pending());
  CHECK(has_event(primary, "failover refused"));
}

TEST_CASE("missing numbers are counted, over restarts of the sender", "[asa]") {
  AsaTracker tracker;
  for (const std::uint64_t sequence : {5U, 6U, 9U})
    tracker.arrived(1, sequence);
  CHECK(tracker.received() == 3);
  CHECK(tracker.lost() == 2);
  tracker.arrived(1, 7);
  CHECK(tracker.lost() == 1);
  CHECK(tracker.late() == 1);
  tracker.arrived(2, 1);
  tracker.arrived(2, 3);
  CHECK(tracker.received() == 6);
  CHECK(tracker.lost() == 2);
}

TEST_CASE("messages survive the wire, others are refused", "[asa]") {
  const AsaMessage message{.type = AsaMessageType::kStream,
                           .role = kActive,
                           .session = 0xdeadbeef,
                           .sequence = 1ULL << 40U,
                           .acknowledged = 7,
                           .sent_ns = 123};
  const Bytes bytes = message.encode(500);
  CHECK(bytes.size() == 500);
  const auto decoded = AsaMessage::decode(bytes);
  REQUIRE(decoded);
  CHECK(decoded->encode(500) == bytes);
  CHECK(message.encode().size() == kAsaMessageHeader);
  CHECK_FALSE(AsaMessage::decode(ByteView(bytes).first(kAsaMessageHeader - 1)));
  Bytes wrong = bytes;
  wrong[4] = 99;
  CHECK_FALSE(AsaMessage::decode(wrong));
}

TEST_CASE("fragments are put together in any order", "[asa]") {
  const Bytes whole = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17};
  const ByteView view(whole);
  AsaReassembly reassembly;
  CHECK_FALSE(reassembly.add(1, 8, 16, false, view.subspan(16)));
  CHECK_FALSE(reassembly.add(1, 8, 0, true, view.first(8)));
  CHECK_FALSE(reassembly.add(2, 8, 8, true, view.subspan(8, 8)));
  CHECK(reassembly.add(1, 8, 8, true, view.subspan(8, 8)) == whole);
}
