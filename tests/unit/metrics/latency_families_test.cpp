// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Heartbeats and round trips as metrics: units, labels, and what is absent while nobody knows it.
#include <catch2/catch.hpp>

#include "harness/times.h"
#include "metrics/families.h"
#include "metrics/text.h"

using namespace haguard;

namespace {

LinkReading timed_link() {
  LinkReading link;
  link.name = "rooms";
  link.up = true;
  PolicyLabels policy;
  policy.trip_limits = {10 * kMs, 250 * kMs};
  link.policy = std::make_shared<const PolicyLabels>(policy);
  for (const char* port : {"eth1", "eth2"}) {
    PortReading one;
    one.state.name = port;
    link.ports.push_back(one);
  }
  GapReading hello;
  hello.flow = {3, "hello", "primary", "secondary", true};
  for (const std::uint64_t gap : {200 * kMs, 201 * kMs, 1000 * kMs})
    hg_histogram_add(&hello.gaps, gap);
  hello.facts.interval_ns = 200 * kMs;
  hello.facts.jitter_ns = 2 * kMs;
  hello.facts.missed = 4;
  hello.facts.longest_ns = 1500 * kMs;
  hello.facts.silent_ns = 1500 * kMs;
  hello.missed = 7;
  link.heartbeats.push_back(hello);
  TripReading echo{1, 0, HG_TRIP_ECHO, {}};
  hg_histogram_add(&echo.trips, 12 * kMs);
  link.round_trips.push_back(echo);
  return link;
}

std::string text_of(const LinkReading& link) {
  FamilySet families;
  add_heartbeat_families(families, link);
  add_trip_families(families, link);
  return metrics_text(families.take());
}

bool has_line(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("latency families: a heartbeat flow in seconds, by its flow") {
  const std::string text = text_of(timed_link());
  INFO(text);
  const std::string flow = R"({link="rooms",id="3",flow="hello",from="primary",to="secondary"})";
  const std::string bucket =
      "haguard_heartbeat_gap_seconds_bucket" + flow.substr(0, flow.size() - 1) + ",le=";
  CHECK(has_line(text, "# TYPE haguard_heartbeat_gap_seconds histogram"));
  CHECK(has_line(text, bucket + "\"0.201326592\"} 2"));
  CHECK(has_line(text, bucket + "\"0.939524096\"} 2"));
  CHECK(has_line(text, bucket + "\"1.073741824\"} 3"));
  CHECK(has_line(text, bucket + "\"+Inf\"} 3"));
  CHECK(has_line(text, "haguard_heartbeat_gap_seconds_sum" + flow + " 1.401"));
  CHECK(has_line(text, "haguard_heartbeat_gap_seconds_count" + flow + " 3"));
  CHECK(has_line(text, "haguard_heartbeat_longest_gap_seconds" + flow + " 1.5"));
  CHECK(has_line(text, "haguard_heartbeat_silence_seconds" + flow + " 1.5"));
  CHECK(has_line(text, "haguard_heartbeat_interval_seconds" + flow + " 0.2"));
  CHECK(has_line(text, "haguard_heartbeat_jitter_seconds" + flow + " 0.002"));
  CHECK(has_line(text, "# TYPE haguard_heartbeat_missed_total counter"));
  CHECK(has_line(text, "haguard_heartbeat_missed_total" + flow + " 7"));
  CHECK(has_line(text, "haguard_heartbeat_flows_untimed{link=\"rooms\"} 0"));
}

TEST_CASE("latency families: round trips by who asks whom for what, and their limits") {
  const std::string text = text_of(timed_link());
  INFO(text);
  const std::string labels = R"({link="rooms",asker="eth2",answerer="eth1",kind="echo")";
  CHECK(has_line(text, "haguard_round_trip_seconds_bucket" + labels + ",le=\"0.008388608\"} 0"));
  CHECK(has_line(text, "haguard_round_trip_seconds_bucket" + labels + ",le=\"0.012582912\"} 1"));
  CHECK(has_line(text, "haguard_round_trip_seconds_sum" + labels + "} 0.012"));
  const std::string limit = "haguard_round_trip_limit_seconds{link=\"rooms\",severity=";
  CHECK(has_line(text, limit + "\"warning\"} 0.01"));
  CHECK(has_line(text, limit + "\"critical\"} 0.25"));
}

TEST_CASE("latency families: what nobody knows is absent") {
  LinkReading link = timed_link();
  link.heartbeats[0].facts.interval_ns = 0;
  link.policy = std::make_shared<const PolicyLabels>();
  link.untimed = 2;
  std::string text = text_of(link);
  CHECK(text.find("haguard_heartbeat_interval_seconds") == std::string::npos);
  CHECK(text.find("haguard_round_trip_limit_seconds") == std::string::npos);
  CHECK(has_line(text, "haguard_heartbeat_flows_untimed{link=\"rooms\"} 2"));
  link.up = false;
  CHECK(text_of(link).empty());
}
