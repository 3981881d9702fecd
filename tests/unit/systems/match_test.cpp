// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Names for flows, with their ambiguity, and recognising a system.
#include "systems/match.h"

#include <catch2/catch.hpp>

#include "systems/load.h"
#include "systems/recognise.h"

using namespace haguard;

namespace {

const std::vector<System>& shipped() {
  static const std::vector<System> systems = load_systems({HAGUARD_SOURCE_DIR "/systems"}).value();
  return systems;
}

FlowFacts ip(std::uint8_t protocol) {
  FlowFacts facts;
  facts.protocol = protocol;
  return facts;
}

FlowFacts udp(std::uint16_t source, std::uint16_t destination) {
  FlowFacts facts = ip(17);
  facts.source_port = source;
  facts.destination_port = destination;
  return facts;
}

std::string text(const FlowFacts& facts, const std::string& system = {}) {
  return label_text(labels_of(facts, shipped(), system));
}

FlowFacts to(FlowFacts facts, const char* address) {
  facts.destination = IpAddress::parse(address).value();
  return facts;
}

}  // namespace

TEST_CASE("labels: one meaning, several meanings, none", "[systems]") {
  CHECK(text(ip(105)) == "Cisco ASA failover");
  CHECK(text(to(ip(112), "224.0.0.18")) == "VRRP or CARP or WatchGuard VRRP");
  // Known to be CARP: what it would mean elsewhere is noise.
  CHECK(text(to(ip(112), "224.0.0.18"), "carp") == "CARP");
  CHECK(text(ip(8), "cisco-asa") == "Cisco ASA state updates or EGP");
  CHECK(text(udp(40000, 3780)) == "conntrackd state");
  CHECK(text(udp(5405, 5405)) == "corosync or Stormshield HA");
  CHECK(text(ip(200)).empty());
  FlowFacts ether;
  ether.kind = FlowKind::kEther;
  ether.number = 0x8890;
  CHECK(text(ether) == "FortiGate FGCP heartbeat or Cisco Nexus");
  // A fallback names only what nothing else does.
  FlowFacts echo = ip(1);
  echo.icmp_type = 8;
  CHECK_THAT(text(echo), !Catch::Contains("ICMP echo or"));
}

TEST_CASE("labels: the destination counts", "[systems]") {
  CHECK(text(to(udp(1985, 1985), "224.0.0.2")) == "HSRP");
  CHECK(text(to(udp(1985, 1985), "224.0.0.99")).empty());
  FlowFacts hello = ip(105);
  hello.broadcast = true;
  CHECK(text(hello) == "Cisco ASA failover");
  FlowFacts state = ip(8);
  state.broadcast = true;
  CHECK(text(state).empty());
}

TEST_CASE("labels: a policy's flow", "[systems]") {
  Flow flow;
  flow.protocol = 17;
  flow.to = "b";
  flow.destination_port = 3780;
  CHECK(label_text(labels_of(facts_of(flow), shipped())) == "conntrackd state");
  flow.destination_port.reset();
  flow.source_port = 500;
  CHECK_THAT(label_text(labels_of(facts_of(flow), shipped())), Catch::Contains("IKE"));
}

TEST_CASE("recognise: the system that explains most", "[systems]") {
  const auto asa = recognise({ip(105), ip(8)}, shipped());
  REQUIRE_FALSE(asa.empty());
  CHECK(asa[0].system == "cisco-asa");
  CHECK(asa[0].score == 100);
  CHECK(asa[0].seen[0] == "Cisco ASA failover");

  const FlowFacts advert = to(ip(112), "224.0.0.18");
  const auto vrrp = recognise({advert}, shipped());
  REQUIRE(vrrp.size() == 2);
  CHECK(vrrp[0].system == "vrrp");
  CHECK(vrrp[1].system == "carp");
  const auto carp = recognise({advert, to(ip(240), "224.0.0.240")}, shipped());
  CHECK(unambiguous(carp) == "carp");

  CHECK(unambiguous(recognise({udp(500, 500), ip(50)}, shipped())) == "ipsec");
  CHECK(unambiguous(recognise({udp(41000, 3780)}, shipped())) == "conntrackd");
  CHECK(unambiguous(recognise({udp(5405, 5405)}, shipped())) == "corosync");
  CHECK(recognise({ip(8), ip(200)}, shipped()).empty());
}

TEST_CASE("recognise: what may stand in place of a required flow", "[systems]") {
  const System& ipsec = *find_system(shipped(), "ipsec");
  const SystemFlow& esp = *find_flow(ipsec, "esp");
  CHECK(is_satisfied(ipsec, esp, {udp(4500, 4500)}));
  CHECK_FALSE(is_satisfied(ipsec, esp, {udp(500, 500)}));
}
