// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What happens to a real pair of units, as the daemon tells it: a unit that goes off and comes
// back, a failover, another MAC, a flow that nobody learned.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>

#include "daemon/daemon_lab.h"
#include "fixture/must.h"
#include "harness/asa_pair.h"
#include "harness/poll.h"
#include "harness/raw_socket.h"

using namespace haguard;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// The state stream of the ASA, IP 8 and 9.
constexpr const char* kStreams = R"(
[[flow]]
name = "state"
from = "primary"
to = "secondary"
protocol = 8

[[flow]]
name = "state back"
from = "secondary"
to = "primary"
protocol = 8

[[flow]]
name = "state 2"
from = "primary"
to = "secondary"
protocol = 9

[[flow]]
name = "state 2 back"
from = "secondary"
to = "primary"
protocol = 9
)";

void audit(DaemonLab& lab, const std::string& policy) {
  lab.start();
  lab.apply(policy);
  lab.haguard().ok({"audit", "rooms"});
}

// Among the first words, or among the flows that are told together.
bool tells(const nlohmann::json& event, const std::string& words) {
  return event.dump().find(words) != std::string::npos;
}
bool is_told_of(const DaemonLab& lab, const std::string& flow) {
  const bool told = eventually(seconds(20), [&] {
    const auto events = lab.events("new_flow");
    return std::any_of(events.begin(), events.end(),
                       [&](const auto& event) { return tells(event, flow); });
  });
  UNSCOPED_INFO(lab.journal());
  return told;
}

bool is_told(const DaemonLab& lab, const std::string& kind, const std::string& words) {
  const bool told = eventually(seconds(20), [&] { return lab.has_event(kind, words); });
  UNSCOPED_INFO(lab.journal());
  return told;
}

// To a MAC that nobody has, so that no kernel answers.
Frame frame_from(const MacAddress& mac, const DaemonLab& lab, std::uint8_t protocol) {
  return Frame()
      .ethernet(mac, must(MacAddress::parse("02:00:00:00:00:55")))
      .ipv4({.source = lab.lab().a().ipv4, .destination = lab.lab().b().ipv4, .protocol = protocol})
      .payload_size(40);
}

}  // namespace

TEST_CASE("timeline: a unit that goes off is told of, and that it is back", "[long]") {
  DaemonLab lab("hold_time = \"15s\"\n");
  AsaPair pair = must(AsaPair::start(lab.lab(), {.poll = seconds(1), .hold = seconds(15)}));
  audit(lab, kPairPolicy);
  REQUIRE(pair.healthy_for(6, seconds(30)));
  CHECK(lab.events("silent").empty());
  // Its hellos stay away, while it is all the same.
  pair.b().signal(SIGSTOP);
  REQUIRE(is_told(lab, "silent", "secondary silent for "));
  // On a busy machine the first look may come after the second hello that is missing.
  CHECK(lab.has_event("missed", " of 15 hellos; the pair reacts after 15.0 s"));
  CHECK(lab.events("back").empty());
  pair.b().signal(SIGCONT);
  CHECK(is_told(lab, "back", "secondary back after "));
  CHECK(lab.events("silent").size() == 1);
  CHECK(lab.events("back").size() == 1);
  for (const auto& event : lab.events("silent"))
    CHECK(event["text"].get<std::string>().find("primary") == std::string::npos);
  // Kept when the daemon ends, and a new one tells nothing twice.
  lab.kill();
  lab.start();
  REQUIRE(pair.healthy_for(6, seconds(30)));
  CHECK(lab.events("silent").size() == 1);
}

TEST_CASE("timeline: a silence that began without a daemon is told by the next one", "[long]") {
  DaemonLab lab("hold_time = \"15s\"\n");
  AsaPair pair = must(AsaPair::start(lab.lab(), {.poll = seconds(1), .hold = seconds(15)}));
  audit(lab, kPairPolicy);
  REQUIRE(pair.healthy_for(6, seconds(30)));
  lab.kill();
  pair.b().signal(SIGSTOP);
  REQUIRE(eventually(seconds(20), [&] {
    const auto flows = lab.haguard().json({"latency", "rooms"})["heartbeats"]["rows"];
    return std::any_of(flows.begin(), flows.end(),
                       [](const auto& flow) { return flow["silent"] >= 3.0; });
  }));
  CHECK(lab.events("silent").empty());
  lab.start();
  REQUIRE(is_told(lab, "silent", "secondary silent for "));
  // Once, also by the next one while it lasts; and its end is told by whoever is there then.
  lab.kill();
  lab.start();
  CHECK(holds_for(seconds(2), [&] { return lab.events("silent").size() == 1; }));
  pair.b().signal(SIGCONT);
  CHECK(is_told(lab, "back", "secondary back after "));
  CHECK(lab.events("silent").size() == 1);
  CHECK(lab.events("back").size() == 1);
}

TEST_CASE("timeline: a failover is seen by the direction of the state stream", "[long]") {
  DaemonLab lab;
  AsaPair pair = must(AsaPair::start(lab.lab(), {.arguments = {"--stream-rate", "200"}}));
  audit(lab, std::string(kPairPolicy) + kStreams);
  REQUIRE(pair.healthy_for(30, seconds(30)));
  CHECK(lab.events("failover").empty());
  must(pair.b().write("failover\n"));
  REQUIRE(is_told(lab, "failover",
                  "most comes from secondary (eth2) now, no longer from primary (eth1)"));
  CHECK(lab.events("failover").size() == 1);
}

TEST_CASE("timeline: audit tells of another MAC and of a new flow, once each") {
  DaemonLab lab;
  audit(lab, kPairPolicy);
  const RawSocket sender = must(lab.lab().a().raw_socket());
  const MacAddress other = must(MacAddress::parse("02:00:00:00:00:99"));
  // The daemon takes what its first look finds for granted; then it tells of what comes.
  for (std::uint8_t protocol = 150; lab.events("new_flow").empty(); ++protocol) {
    REQUIRE(protocol < 160);
    must(sender.send(frame_from(lab.lab().a().mac, lab, protocol)));
    eventually(seconds(3), [&] { return !lab.events("new_flow").empty(); });
  }
  must(sender.send(frame_from(lab.lab().a().mac, lab, 106)));
  CHECK(is_told_of(lab, "eth1: 192.0.2.1 > 192.0.2.2 ip 106"));
  must(sender.send(frame_from(other, lab, 105)));
  CHECK(is_told(lab, "mac", "primary sends from MAC 02:00:00:00:00:99 now"));
  must(sender.send(frame_from(other, lab, 105)));
  must(sender.send(frame_from(lab.lab().a().mac, lab, 106)));
  must(sender.send(frame_from(lab.lab().a().mac, lab, 107)));
  CHECK(is_told_of(lab, "ip 107"));
  CHECK(lab.events("mac").size() == 1);
  for (const std::string flow : {"ip 106", "ip 107"}) {
    std::size_t told = 0;
    for (const auto& event : lab.events("new_flow"))
      if (tells(event, flow)) ++told;
    INFO(flow);
    CHECK(told == 1);
  }
}

TEST_CASE("timeline: enforce tells that frames with another MAC are dropped, once") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  REQUIRE(lab.eventually_says("rooms"));
  const RawSocket sender = must(lab.lab().a().raw_socket());
  const MacAddress other = must(MacAddress::parse("02:00:00:00:00:99"));
  // The daemon takes the numbers of its first look for granted.
  CHECK(eventually(
      seconds(20),
      [&] {
        must(sender.send(frame_from(other, lab, 105)));
        return lab.has_event("mac",
                             "eth1: frames with the address of primary (eth1) and another MAC");
      },
      milliseconds(200)));
  CHECK(lab.events("mac").size() == 1);
}
