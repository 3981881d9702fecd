// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The identity of a flow stands in flow-ids.json of every link: another text would start its
// counters anew.
#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "policy/model.h"

using namespace haguard;

namespace {

Flow flow_to(const std::string& to) {
  Flow flow;
  flow.name = "any";
  flow.from = "primary";
  flow.to = to;
  return flow;
}

}  // namespace

TEST_CASE("identity: an ip protocol, and nothing that does not match frames", "[policy]") {
  Flow flow = flow_to("secondary");
  flow.protocol = 105;
  flow.heartbeat = true;
  flow.origin = Origin::kLearned;
  CHECK(flow_identity(flow) == "primary > secondary ip 105");
}

TEST_CASE("identity: ports, addresses and tags", "[policy]") {
  Flow flow = flow_to("secondary");
  flow.protocol = 17;
  flow.vlan.ids = {3001, 0};
  flow.source = must(IpAddress::parse("192.0.2.1"));
  flow.destination = must(IpAddress::parse("2001:db8::2"));
  flow.source_port = std::uint16_t{0};
  flow.destination_port = std::uint16_t{65535};
  CHECK(flow_identity(flow) ==
        "primary > secondary ip 17 vlan 3001 vlan 0 source 192.0.2.1 destination 2001:db8::2 "
        "source-port 0 destination-port 65535");
}

TEST_CASE("identity: icmp and arp", "[policy]") {
  Flow icmp = flow_to("secondary");
  icmp.protocol = 1;
  icmp.icmp_type = std::uint8_t{8};
  icmp.icmp_code = std::uint8_t{0};
  CHECK(flow_identity(icmp) == "primary > secondary ip 1 icmp-type 8 icmp-code 0");
  Flow arp = flow_to("primary");
  arp.kind = FlowKind::kArp;
  arp.arp_operation = std::uint16_t{1};
  CHECK(flow_identity(arp) == "primary > primary arp operation 1");
}

TEST_CASE("identity: ethertypes and llc, to an address of no peer", "[policy]") {
  Flow flow = flow_to("");
  flow.kind = FlowKind::kEther;
  flow.number = 0x88f;
  flow.destination_mac = must(MacAddress::parse("01:80:c2:00:00:00"));
  CHECK(flow_identity(flow) == "primary > - ethertype 0x088f destination-mac 01:80:c2:00:00:00");
  flow.kind = FlowKind::kLlc;
  flow.number = 0x4203;
  CHECK(flow_identity(flow) == "primary > - llc 42/03 destination-mac 01:80:c2:00:00:00");
}
