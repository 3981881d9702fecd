// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The heartbeat guard at work: a wrong policy under a pair that speaks. Within the confirm window
// the link falls back before the pair fails over; after it, nobody's mode is changed.
#include <catch2/catch.hpp>
#include <chrono>
#include <optional>

#include "daemon/daemon_lab.h"
#include "fixture/must.h"
#include "harness/asa_pair.h"
#include "harness/poll.h"
#include "harness/raw_socket.h"

using namespace haguard;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

struct Mistake {
  const char* name;
  std::string policy;
  const char* reason;
  const char* reason_back = "";  // where it stops the other direction, too, which may be due first
};

constexpr const char* kInterfaceTest = R"(
[[flow]]
name = "interface test"
from = "primary"
destination = "255.255.255.255"
protocol = "icmp"

[[flow]]
name = "interface test of the peer"
from = "primary"
to = "secondary"
protocol = "icmp"
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::vector<Mistake> mistakes() {
  const std::string policy = kPairPolicy;
  return {
      {"another mac", replaced(policy, "02:00:00:00:00:01", "02:00:00:00:00:77"), "mac_mismatch"},
      {"another protocol", replaced(policy, "protocol = 105", "protocol = 104"),
       "unknown_protocol"},
      {"another address", replaced(policy, "192.0.2.1\"", "192.0.2.77\""), "unknown_source"}};
}

// The pair speaks, and the daemon has had time to learn how often.
AsaPair start_pair(DaemonLab& lab) {
  AsaPair pair = must(AsaPair::start(lab.lab(), {.hold = seconds(15)}));
  lab.start();
  lab.apply(kPairPolicy);
  lab.haguard().ok({"audit", "rooms"});
  REQUIRE(pair.healthy_for(20, seconds(30)));
  return pair;
}

std::string details_of(const nlohmann::json& event) {
  std::string text;
  for (const auto& line : event["details"])
    text += line.get<std::string>() + "\n";
  return text;
}

}  // namespace

TEST_CASE("heartbeat: a wrong policy in the confirm window falls back to audit, with evidence",
          "[long]") {
  for (const Mistake& mistake : mistakes()) {
    DYNAMIC_SECTION(mistake.name) {
      DaemonLab lab;
      AsaPair pair = start_pair(lab);
      lab.haguard().ok({"enforce", "rooms", "--confirm", "10m"});
      REQUIRE(pair.healthy_for(10, seconds(20)));
      CHECK(lab.events("fallback").empty());
      lab.apply(mistake.policy);
      const bool fell_back = eventually(seconds(10), [&] { return lab.mode() == "audit"; });
      INFO(lab.journal() << pair.to_string() << lab.haguard().ok({"counters"}));
      REQUIRE(fell_back);
      REQUIRE(eventually(seconds(10), [&] { return lab.events("fallback").size() == 1; }));
      const auto event = lab.events("fallback")[0];
      const std::string evidence = details_of(event);
      INFO(evidence);
      CHECK(event["text"].get<std::string>().find("hello") != std::string::npos);
      const bool there = evidence.find("hello: silent for") != std::string::npos;
      const bool back = evidence.find("hello back: silent for") != std::string::npos;
      CHECK((there || (back && *mistake.reason_back != '\0')));
      const char* reason = there ? mistake.reason : mistake.reason_back;
      CHECK(evidence.find(std::string("meanwhile: ") + reason) != std::string::npos);
      CHECK(evidence.find("192.0.2.1 > 192.0.2.2 ip 105") != std::string::npos);
      CHECK(lab.journal().find("fallback: enforce -> audit") != std::string::npos);
      REQUIRE(pair.healthy_for(10, seconds(20)));
      for (Process* unit : {&pair.a(), &pair.b()}) {
        const AsaStatus status = must(AsaPair::status(*unit));
        CHECK(status["takeovers"] == 0);
        CHECK(status["split_brains"] == 0);
      }
      CHECK(lab.haguard().json({"status", "rooms"})["links"][0]["chosen_mode"] == "audit");
    }
  }
}

TEST_CASE("heartbeat: the samples are haguard drops' while that reads them") {
  const bool is_read = GENERATE(false, true);
  INFO("somebody reads them " << is_read);
  DaemonLab lab;
  AsaPair pair = start_pair(lab);
  // As haguard drops has it, which has not begun to listen yet.
  std::optional<Process> reading;
  if (is_read) reading.emplace(lab.hold_lock("rooms/drops.lock"));
  lab.haguard().ok({"enforce", "rooms", "--confirm", "10m"});
  REQUIRE(pair.healthy_for(10, seconds(20)));
  lab.apply(mistakes()[0].policy);
  REQUIRE(eventually(seconds(15), [&] { return lab.events("fallback").size() == 1; }));
  const std::string evidence = details_of(lab.events("fallback")[0]);
  INFO(evidence);
  CHECK(evidence.find("frames dropped meanwhile: mac_mismatch") != std::string::npos);
  CHECK((evidence.find(": dropped: mac_mismatch: ") != std::string::npos) != is_read);
}

TEST_CASE("heartbeat: after the confirmation it is an alert, once, and its end") {
  DaemonLab lab;
  AsaPair pair = start_pair(lab);
  lab.haguard().ok({"enforce", "rooms", "--confirm", "10m"});
  lab.haguard().ok({"confirm", "rooms"});
  lab.apply(mistakes()[0].policy);
  const bool alerted = eventually(seconds(15), [&] { return lab.events("alert").size() == 1; });
  INFO(lab.journal() << pair.to_string() << lab.haguard().ok({"counters"}));
  REQUIRE(alerted);
  CHECK(lab.mode() == "enforce");
  CHECK(lab.has_event("alert", "hello is silent"));
  lab.apply(kPairPolicy);
  const bool over = eventually(seconds(15), [&] { return lab.has_event("alert", "over: "); });
  INFO(lab.journal());
  CHECK(over);
  CHECK(lab.events("alert").size() == 2);
  CHECK(lab.events("fallback").empty());
  CHECK(lab.mode() == "enforce");
}

TEST_CASE("heartbeat: a unit that goes off, and an intruder, are no reason to fall back") {
  DaemonLab lab;
  AsaPair pair = start_pair(lab);
  // The unit that is left tests its interface: nothing legitimate is dropped.
  lab.apply(std::string(kPairPolicy) + kInterfaceTest);
  lab.haguard().ok({"enforce", "rooms", "--confirm", "10m"});
  REQUIRE(pair.healthy_for(5, seconds(20)));
  pair.b().stop();
  // Nothing answers for it any more.
  must(lab.lab().b().netns.ip_batch("address flush dev eth0\n"));
  const RawSocket intruder = must(lab.lab().b().raw_socket());
  const Frame frame = Frame()
                          .ethernet(lab.lab().b().mac, lab.lab().a().mac)
                          .ipv4({.source = must(IpAddress::parse("192.0.2.66")),
                                 .destination = lab.lab().a().ipv4,
                                 .protocol = 105})
                          .payload_size(40);
  CHECK(holds_for(
      seconds(4),
      [&] {
        must(intruder.send(frame));
        return lab.mode() == "enforce";
      },
      milliseconds(100)));
  INFO(lab.journal() << lab.haguard().ok({"counters"}));
  CHECK(lab.haguard().frames("unknown_source", "dropped", "eth2") > 5);
  CHECK(lab.haguard().frames("", "dropped", "eth1") == 0);
  CHECK(lab.events("fallback").empty());
}
