// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy of a pair that nobody has listened to: what the knowledge base says, and no more.
#include "learn/template.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/ip_protocol.h"
#include "fixture/must.h"
#include "harness/frame.h"
#include "policy/check.h"
#include "policy/text.h"
#include "systems/load.h"

using namespace haguard;

namespace {

const std::vector<NamedPeer> kIpv4Pair = {{"primary", "eth1", {ip("192.0.2.1")}},
                                          {"secondary", "eth2", {ip("192.0.2.2")}}};
const std::vector<NamedPeer> kIpv6Pair = {{"primary", "eth1", {ip("2001:db8::1")}},
                                          {"secondary", "eth2", {ip("2001:db8::2")}}};

PolicyTemplate made_for(const std::string& system, const std::vector<NamedPeer>& pair = kIpv4Pair) {
  return must(
      make_template("rooms", pair, system, must(load_systems({HAGUARD_SOURCE_DIR "/systems"}))));
}

template <typename Test>
std::size_t count(const Policy& policy, Test test) {
  return static_cast<std::size_t>(std::count_if(policy.flows.begin(), policy.flows.end(), test));
}

std::size_t count_protocol(const Policy& policy, std::uint8_t protocol) {
  return count(policy, [&](const Flow& flow) {
    return flow.kind == FlowKind::kIp && flow.protocol == protocol;
  });
}

}  // namespace

TEST_CASE("template: of an ASA pair it has the failover, ARP and the interface test", "[learn]") {
  const PolicyTemplate made = made_for("cisco-asa");
  CHECK(made.policy.link == "rooms");
  CHECK(made.policy.system == "cisco-asa");
  REQUIRE(made.policy.peers.size() == 2);
  CHECK(made.policy.peers[1].name == "secondary");
  CHECK(made.policy.peers[1].port == "eth2");
  CHECK(made.policy.peers[1].macs.empty());
  for (const Flow& flow : made.policy.flows)
    CHECK(flow.origin == Origin::kKnowledge);
  for (const char* from : {"primary", "secondary"}) {
    INFO(from);
    CHECK(count(made.policy, [&](const Flow& flow) {
            return flow.kind == FlowKind::kIp && flow.protocol == 105 && flow.from == from &&
                   !flow.to.empty() && flow.heartbeat;
          }) == 1);
    // Asked and answered, and announced.
    CHECK(count(made.policy, [&](const Flow& flow) {
            return flow.kind == FlowKind::kArp && flow.from == from;
          }) == 2);
  }
  CHECK(count_protocol(made.policy, kIcmp) == 4);
  // Whether there is a state link nobody can tell.
  CHECK(count_protocol(made.policy, 8) == 0);
  CHECK(std::count_if(made.some.begin(), made.some.end(),
                      [](const OptionalFlow& one) { return one.flow.protocol == 8; }) == 2);
  for (const OptionalFlow& one : made.some)
    if (one.flow.protocol == 8) CHECK(one.why.find("confidence M") != std::string::npos);
  // Nor whether hellos are broadcast.
  CHECK(std::count_if(made.some.begin(), made.some.end(), [](const OptionalFlow& one) {
          return one.flow.protocol == 105 && one.flow.destination == ip("255.255.255.255");
        }) == 2);
  REQUIRE(made.notes.size() == 1);
  CHECK(made.notes[0].find("Cisco ASA failover (confidence H") == 0);
}

TEST_CASE("template: where addresses move between the units it says so", "[learn]") {
  const PolicyTemplate made = made_for("vrrp");
  CHECK(std::any_of(made.notes.begin(), made.notes.end(), [](const std::string& note) {
    return note.find("shared_addresses of both") != std::string::npos;
  }));
  CHECK(count(made.policy, [](const Flow& flow) {
          return flow.protocol == 112 && flow.destination == ip("224.0.0.18");
        }) == 2);
}

TEST_CASE("template: IPv6 has neighbour discovery, and no ARP", "[learn]") {
  const PolicyTemplate made = made_for("cisco-asa", kIpv6Pair);
  CHECK(count(made.policy, [](const Flow& flow) { return flow.kind == FlowKind::kArp; }) == 0);
  CHECK(count_protocol(made.policy, kIcmp) == 0);
  CHECK(count(made.policy, [](const Flow& flow) {
          return flow.protocol == kIcmpv6 && flow.icmp_type == 135 && !flow.to.empty();
        }) == 2);
}

TEST_CASE("template: without a system it is what any two hosts need", "[learn]") {
  const PolicyTemplate made = made_for("");
  CHECK(made.policy.flows.size() == 4);
  CHECK(count(made.policy, [](const Flow& flow) { return flow.kind == FlowKind::kArp; }) == 4);
  CHECK(made.some.empty());
}

TEST_CASE("template: of every system it can be read, and does not contradict itself", "[learn]") {
  const auto systems = must(load_systems({HAGUARD_SOURCE_DIR "/systems"}));
  for (const System& system : systems) {
    if (system.background) continue;
    for (const auto& pair : {kIpv4Pair, kIpv6Pair}) {
      INFO(system.id << " " << pair[0].addresses[0].to_string());
      const PolicyTemplate made = must(make_template("rooms", pair, system.id, systems));
      const Policy read = must(parse_policy(format_policy(made.policy), "new.toml"));
      CHECK(read == made.policy);
      for (const Problem& problem : check_policy(made.policy, {"eth1", "eth2"})) {
        INFO(format_problem(problem));
        CHECK(problem.severity == ProblemSeverity::kWarning);
      }
      // What is optional can be put in as well, all of it.
      Policy whole = made.policy;
      for (const OptionalFlow& one : made.some)
        whole.flows.push_back(
            must(parse_policy(format_policy({"", "", made.policy.peers, {one.flow}}), "x"))
                .flows.at(0));
      CHECK_FALSE(has_errors(check_policy(whole, {"eth1", "eth2"})));
    }
  }
}

TEST_CASE("template: an unknown system is named", "[learn]") {
  const auto made = make_template("rooms", kIpv4Pair, "cisco-aza",
                                  must(load_systems({HAGUARD_SOURCE_DIR "/systems"})));
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().kind == ErrorKind::kNotFound);
}
