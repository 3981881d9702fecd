// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The data path and the program each have a list of the protocol numbers they know: one is C.
#include <catch2/catch.hpp>

#include "base/ethertype.h"
#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "policy/datapath.h"
#include "policy/model.h"

namespace haguard {
namespace {

TEST_CASE("protocols and ethertypes have the numbers of the data path") {
  CHECK(kIcmp == HG_IP_ICMP);
  CHECK(kTcp == HG_IP_TCP);
  CHECK(kUdp == HG_IP_UDP);
  CHECK(kDccp == HG_IP_DCCP);
  CHECK(kIcmpv6 == HG_IP_ICMPV6);
  CHECK(kSctp == HG_IP_SCTP);
  CHECK(kUdpLite == HG_IP_UDPLITE);
  CHECK(kFirstEthertype == HG_ETHERTYPE_FIRST);
  CHECK(kEthertypeIpv4 == HG_ETHERTYPE_IPV4);
  CHECK(kEthertypeArp == HG_ETHERTYPE_ARP);
  CHECK(kEthertypeIpv6 == HG_ETHERTYPE_IPV6);
  CHECK(kEthertypeVlan == HG_ETHERTYPE_VLAN);
  CHECK(kEthertypeQinq == HG_ETHERTYPE_QINQ);
}

TEST_CASE("neighbour discovery is what the data path looks into") {
  for (unsigned type = 0; type <= 0xff; ++type)
    CHECK(is_neighbour_discovery(type) == (hg_nd_fixed_bytes(static_cast<__u8>(type)) != 0));
  CHECK(kNeighbourAdvert == HG_ND_NEIGHBOUR_ADVERT);
  CHECK(kRouterAdvert == HG_ND_ROUTER_ADVERT);
}

TEST_CASE("a protocol exists in one family of address, or in both") {
  const auto of = [](FlowKind kind, std::uint8_t protocol) {
    Flow flow;
    flow.kind = kind;
    flow.protocol = protocol;
    return only_family(flow);
  };
  CHECK(of(FlowKind::kArp, 0) == Family::kIpv4);
  CHECK(of(FlowKind::kIp, kIcmp) == Family::kIpv4);
  CHECK(of(FlowKind::kIp, kIgmp) == Family::kIpv4);
  CHECK(of(FlowKind::kIp, kIcmpv6) == Family::kIpv6);
  CHECK_FALSE(of(FlowKind::kIp, kUdp).has_value());
  CHECK_FALSE(of(FlowKind::kLlc, 0).has_value());
}

}  // namespace
}  // namespace haguard
