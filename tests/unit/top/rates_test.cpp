// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What happened between two looks: by the time that passed, and never by counters that began anew.
#include "top/rates.h"

#include <catch2/catch.hpp>

#include "unit/top/looks.h"

using namespace haguard;

TEST_CASE("rates: a difference over the time that passed, not over the one that was meant") {
  CHECK(rate_between(10, 15, kLookSecond) == 5.0);
  CHECK(rate_between(10, 15, 2 * kLookSecond) == 2.5);
  CHECK(rate_between(10, 10, kLookSecond) == 0.0);
  CHECK(rate_between(0, 1, kLookSecond / 10) == 10.0);
}

TEST_CASE("rates: none without time, and none of a counter that went backwards") {
  CHECK_FALSE(rate_between(10, 15, 0).has_value());
  CHECK_FALSE(rate_between(10, 9, kLookSecond).has_value());
  CHECK_FALSE(sum_of(1.0, std::nullopt).has_value());
  CHECK(sum_of(1.0, 2.0) == 3.0);
}

TEST_CASE("rates: of each port, and of the link") {
  const LinkLook before = small_look();
  LinkLook now = later(before, 2 * kLookSecond);
  count_port(now, 0, HG_PASSED, HG_REASON_FLOW, 100);
  count_port(now, 0, HG_DROPPED, HG_REASON_ARP_LIE, 4);
  count_port(now, 1, HG_DROPPED, HG_REASON_UNKNOWN_SOURCE, 10);
  count_port(now, 1, HG_WOULD_DROP, HG_REASON_ARP_LIE, 8);
  now.ports[1].errors = 6;
  const LinkRates rates = rates_of(&before, now);
  REQUIRE(rates.ports.size() == 2);
  CHECK(rates.ports[0].received == 52.0);
  CHECK(rates.ports[0].bytes == 5200.0);
  CHECK(rates.ports[0].passed == 50.0);
  CHECK(rates.ports[0].dropped == 2.0);
  CHECK(rates.ports[1].would_drop == 4.0);
  CHECK(rates.ports[1].errors == 6);
  CHECK(rates.ports[1].new_errors == 3.0);
  CHECK(rates.received == 61.0);
  CHECK(rates.dropped == 7.0);
  CHECK(rates.would_drop == 4.0);
  // Over all ports, dropped or not: 6 a second against 5.
  REQUIRE(rates.busiest.has_value());
  CHECK(rates.busiest->reason == HG_REASON_ARP_LIE);
  CHECK(rates.busiest->per_second == 6.0);
}

TEST_CASE("rates: nothing was dropped, so no reason is the busiest") {
  const LinkLook before = small_look();
  LinkLook now = later(before, kLookSecond);
  count_port(now, 0, HG_PASSED, HG_REASON_FLOW, 100);
  CHECK_FALSE(rates_of(&before, now).busiest.has_value());
}

TEST_CASE("rates: the first look has totals, and no rates") {
  LinkLook now = small_look();
  count_flow(now, 0, 7, 100);
  count_port(now, 0, HG_DROPPED, HG_REASON_ARP_LIE, 4);
  for (const LinkLook* before : {static_cast<const LinkLook*>(nullptr),
                                 static_cast<const LinkLook*>(&now)}) {  // no time passed
    const LinkRates rates = rates_of(before, now);
    CHECK(rates.elapsed_ns == 0);
    CHECK_FALSE(rates.received.has_value());
    CHECK_FALSE(rates.busiest.has_value());
    REQUIRE(rates.flows.size() == 3);
    CHECK_FALSE(rates.flows[0].frames.has_value());
    CHECK(rates.flows[0].stats.frames == 7);
  }
}

TEST_CASE("rates: a port whose counters began anew has none") {
  LinkLook before = small_look();
  count_port(before, 0, HG_PASSED, HG_REASON_FLOW, 1000);
  LinkLook now = later(small_look(), kLookSecond);
  count_port(now, 0, HG_PASSED, HG_REASON_FLOW, 3);
  const LinkRates rates = rates_of(&before, now);
  CHECK_FALSE(rates.ports[0].received.has_value());
  CHECK(rates.ports[1].received == 0.0);
  CHECK_FALSE(rates.received.has_value());
}

TEST_CASE("rates: a flow keeps its own through another policy") {
  LinkLook before = small_look();
  count_flow(before, 0, 100, 60);
  count_flow(before, 1, 100, 60);
  LinkLook now = later(before, kLookSecond);
  // Id 1 is given to another flow, which has more frames already; id 5 is new.
  swap_policy(now, {{0, "hello", "primary", "secondary", true},
                    {1, "backup", "secondary", "primary", false},
                    {5, "more", "primary", "secondary", false}});
  count_flow(now, 0, 10, 60);
  count_flow(now, 1, 900, 60);
  count_flow(now, 5, 3, 60);
  const LinkRates rates = rates_of(&before, now);
  REQUIRE(rates.flows.size() == 3);
  CHECK(rates.flows[0].frames == 10.0);
  CHECK(rates.flows[0].bytes == 600.0);
  CHECK_FALSE(rates.flows[1].frames.has_value());
  CHECK_FALSE(rates.flows[2].frames.has_value());
  CHECK(rates.flows[2].stats.frames == 3);
}

TEST_CASE("rates: a flow whose counter was cleared has none") {
  LinkLook before = small_look();
  count_flow(before, 0, 100, 60);
  LinkLook now = later(small_look(), kLookSecond);
  now.policy.labels = before.policy.labels;
  count_flow(now, 0, 5, 60);
  CHECK_FALSE(rates_of(&before, now).flows[0].frames.has_value());
}

TEST_CASE("rates: a peer is silent by the most frequent of its heartbeats") {
  LinkLook now = small_look();
  const auto& flows = now.policy.labels->flows;
  count_flow(now, 0, 10, 60);
  const auto primary = [&now] { return rates_of(nullptr, now).peers.at(0); };
  now.policy.heartbeats = {heartbeat_of(flows[0], kLookSecond / 2)};
  CHECK(primary().silent_ns == 0);
  CHECK(primary().last_ns == now.at_ns);
  now.policy.heartbeats = {heartbeat_of(flows[0], 4 * kLookSecond)};
  CHECK(primary().silent_ns == 4 * kLookSecond);
  // Another one of it was heard.
  now.policy.heartbeats.push_back(heartbeat_of(flows[2], kLookSecond));
  CHECK(primary().silent_ns == 0);
  const PeerRates secondary = rates_of(nullptr, now).peers.at(1);
  CHECK(secondary.last_ns == 0);
  CHECK(secondary.silent_ns == 0);
}

TEST_CASE("rates: new kinds of frames, while the link learns") {
  LinkLook before = small_look();
  LinkLook now = later(before, 2 * kLookSecond);
  now.learning = LearningLook{12, 100, 0};
  CHECK_FALSE(rates_of(&before, now).learned.has_value());
  before.learning = LearningLook{8, 100, 0};
  CHECK(rates_of(&before, now).learned == 2.0);
  before.learning = LearningLook{50, 100, 0};  // another run began
  CHECK_FALSE(rates_of(&before, now).learned.has_value());
}
