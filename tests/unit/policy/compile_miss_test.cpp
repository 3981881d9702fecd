// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What no flow allows gets the reason that tells the operator what to do.
#include <catch2/catch.hpp>

#include "unit/policy/pair.h"

namespace haguard::pair {
namespace {

Frame v4_of(const MacAddress& source_mac, const IpAddress& source, const IpAddress& destination,
            std::uint8_t protocol = 105) {
  return Frame()
      .ethernet(source_mac, kSecondaryMac)
      .ipv4({.source = source, .destination = destination, .protocol = protocol});
}

Frame arp_claim(const MacAddress& source_mac, const MacAddress& claimed) {
  return Frame()
      .ethernet(source_mac, kBroadcastMac)
      .arp({.sender_mac = claimed, .sender = kPrimary, .target = kSecondary});
}

Frame advert(const MacAddress& source_mac, const MacAddress& claimed, const IpAddress& target) {
  return Frame()
      .ethernet(source_mac, kSecondaryMac)
      .ipv6({.source = kPrimary6, .destination = kSecondary6, .hop_limit = 255})
      .nd({.type = 136, .target = target, .target_link_layer = claimed});
}

Policy judged() {
  Policy policy = peers_only();
  policy.flows = {ip_flow(105), arp_flow("primary", "secondary"), ip_flow(58),
                  reversed(ip_flow(105))};
  return policy;
}

}  // namespace

TEST_CASE("each miss has its reason") {
  const CompiledPolicy policy = compiled(judged());
  CHECK(reason(policy, v4_of(kPrimaryMac, kPrimary, kSecondary)) == "flow");
  CHECK(reason(policy, v4_of(kStrangerMac, kStranger, kSecondary)) == "unknown_source");
  CHECK(reason(policy, v4_of(kPrimaryMac, kPrimary, kStranger)) == "unknown_destination");
  CHECK(reason(policy, v4_of(kPrimaryMac, kPrimary, kSecondary, 106)) == "unknown_protocol");
  CHECK(reason(policy, v4_of(kPrimaryMac, kPrimary, kSecondary), kSecondarySide) == "wrong_side");
  CHECK(reason(policy, v4_of(kStrangerMac, kPrimary, kSecondary)) == "mac_mismatch");
  CHECK(reason(policy, v4_of(kStrangerMac, kPrimary, kSecondary, 106)) == "mac_mismatch");
  CHECK(
      reason(policy, Frame()
                         .ethernet(kPrimaryMac, kSecondaryMac)
                         .vlan(5)
                         .ipv4({.source = kPrimary, .destination = kSecondary, .protocol = 105})) ==
      "wrong_vlan");
  CHECK(reason(policy, v4_of(kPrimaryMac, kPrimary, kSecondary).truncate(20)) == "malformed_ipv4");
}

TEST_CASE("a policy without flows decides nothing") {
  CHECK(reason(compiled(peers_only()), v4_frame(105)) == "no_policy");
}

TEST_CASE("ARP and ND must tell the truth") {
  const CompiledPolicy policy = compiled(judged());
  CHECK(reason(policy, arp_claim(kPrimaryMac, kPrimaryMac)) == "flow");
  CHECK(reason(policy, arp_claim(kPrimaryMac, kStrangerMac)) == "arp_lie");
  CHECK(reason(policy, arp_claim(kStrangerMac, kStrangerMac)) == "arp_lie");
  CHECK(reason(policy, arp_claim(kPrimaryMac, kPrimaryMac), kSecondarySide) == "arp_lie");
  CHECK(reason(policy, advert(kPrimaryMac, kPrimaryMac, kPrimary6)) == "flow");
  CHECK(reason(policy, advert(kPrimaryMac, kStrangerMac, kPrimary6)) == "nd_lie");
  CHECK(reason(policy, advert(kPrimaryMac, kPrimaryMac, kSecondary6)) == "nd_lie");
  CHECK(reason(policy, advert(kPrimaryMac, kPrimaryMac, ip("2001:db8::66"))) == "nd_lie");
  CHECK(reason(policy, advert(kStrangerMac, kStrangerMac, kPrimary6)) == "nd_lie");
}

TEST_CASE("a flow in another VLAN than the sender's others is told apart") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(105), reversed(ip_flow(105))};
  policy.flows[0].vlan.ids = {10};
  policy.flows[1].vlan.ids = {20};
  const CompiledPolicy tagged = compiled(policy);
  const auto in_vlan = [](std::uint16_t id, std::uint8_t protocol) {
    return Frame()
        .ethernet(kPrimaryMac, kSecondaryMac)
        .vlan(id)
        .ipv4({.source = kPrimary, .destination = kSecondary, .protocol = protocol});
  };
  CHECK(reason(tagged, in_vlan(10, 105)) == "flow");
  CHECK(reason(tagged, in_vlan(10, 106)) == "unknown_protocol");
  CHECK(reason(tagged, in_vlan(20, 105)) == "wrong_vlan");
  CHECK(reason(tagged, v4_frame(105)) == "wrong_vlan");
}

TEST_CASE("MAC binding follows the peer's MACs and the flow's wish") {
  Policy policy = judged();
  const MacAddress second = mac("02:00:00:00:00:11");
  const auto from = [](const MacAddress& source) { return v4_of(source, kPrimary, kSecondary); };
  SECTION("several MACs: any of them") {
    policy.peers[0].macs.push_back(second);
    const CompiledPolicy several = compiled(policy);
    CHECK(reason(several, from(kPrimaryMac)) == "flow");
    CHECK(reason(several, from(second)) == "flow");
    CHECK(reason(several, from(kSecondaryMac)) == "mac_mismatch");
    CHECK(reason(several, from(kStrangerMac)) == "mac_mismatch");
  }
  SECTION("a shared MAC is as good as its own") {
    for (Peer& peer : policy.peers)
      peer.shared_macs = {mac("00:00:5e:00:01:33")};
    const CompiledPolicy shared = compiled(policy);
    CHECK(reason(shared, from(kPrimaryMac)) == "flow");
    CHECK(reason(shared, from(mac("00:00:5e:00:01:33"))) == "flow");
    CHECK(reason(shared, from(kStrangerMac)) == "mac_mismatch");
  }
  SECTION("no MAC known: not bound") {
    policy.peers[0].macs.clear();
    CHECK(reason(compiled(policy), from(kStrangerMac)) == "flow");
  }
  SECTION("switched off for one flow") {
    policy.flows[0].bind_mac = false;
    const CompiledPolicy loose = compiled(policy);
    CHECK(reason(loose, from(kStrangerMac)) == "flow");
    CHECK(reason(loose, arp_claim(kStrangerMac, kStrangerMac)) == "arp_lie");
  }
}

TEST_CASE("a flow that leaves the MAC open leaves it open for its own source alone") {
  Policy policy = judged();
  const IpAddress virtual_address = ip("192.0.2.100");
  for (Peer& peer : policy.peers)
    peer.shared_addresses = {virtual_address};
  const auto stray = [](const IpAddress& source) {
    return v4_of(kStrangerMac, source, kSecondary, 106);
  };
  const auto loose = [&](Flow flow) {
    flow.bind_mac = false;
    Policy changed = policy;
    changed.flows.push_back(std::move(flow));
    return compiled(changed);
  };
  SECTION("of an address that moves") {
    Flow flow = ip_flow(112);
    flow.source = virtual_address;
    const CompiledPolicy open = loose(flow);
    CHECK(reason(open, v4_of(kStrangerMac, virtual_address, kSecondary, 112)) == "flow");
    CHECK(reason(open, stray(virtual_address)) == "unknown_protocol");
    CHECK(reason(open, stray(kPrimary)) == "mac_mismatch");
    CHECK(reason(open, advert(kStrangerMac, kStrangerMac, kPrimary6)) == "nd_lie");
  }
  SECTION("of one own address") {
    const IpAddress second = ip("192.0.2.11");
    policy.peers[0].addresses.push_back(second);
    Flow flow = ip_flow(112);
    flow.source = second;
    const CompiledPolicy open = loose(flow);
    CHECK(reason(open, stray(second)) == "unknown_protocol");
    CHECK(reason(open, stray(kPrimary)) == "mac_mismatch");
  }
  SECTION("of all own addresses") {
    CHECK(reason(loose(ip_flow(112)), stray(kPrimary)) == "unknown_protocol");
  }
  SECTION("of none, for a frame without an address") {
    Flow flow = ip_flow(0);
    flow.kind = FlowKind::kEther;
    flow.number = 0x8890;
    CHECK(reason(loose(flow), stray(kPrimary)) == "mac_mismatch");
  }
  SECTION("of all it may advertise") {
    Flow flow = ip_flow(58);
    flow.icmp_type = 136;
    flow.source = kPrimary6;
    flow.destination = kSecondary6;
    CHECK(reason(loose(flow), advert(kStrangerMac, kStrangerMac, kPrimary6)) == "flow");
  }
}

TEST_CASE("a shared address may come from either side, where a flow says so") {
  Policy policy = judged();
  const IpAddress virtual_address = ip("192.0.2.100");
  for (Peer& peer : policy.peers)
    peer.shared_addresses = {virtual_address};
  policy.flows.push_back(ip_flow(6));
  policy.flows.back().source = virtual_address;
  const CompiledPolicy shared = compiled(policy);
  const Frame frame = Frame()
                          .ethernet(kPrimaryMac, kSecondaryMac)
                          .ipv4({.source = virtual_address, .destination = kSecondary})
                          .tcp({.source = 1, .destination = 2});
  CHECK(reason(shared, frame) == "flow");
  CHECK(reason(shared, frame, kSecondarySide) == "unknown_protocol");  // known there, no flow
  CHECK(reason(shared, v4_of(kPrimaryMac, virtual_address, kSecondary)) == "unknown_protocol");
}

TEST_CASE("scope peers leaves strangers alone") {
  Policy policy = judged();
  policy.flows.push_back(ip_flow(17));
  policy.flows.back().to.clear();
  policy.flows.back().destination = ip("198.51.100.9");
  CompileOptions wanted = options();
  wanted.scope = HG_SCOPE_PEERS;
  const CompiledPolicy peers = compiled(policy, wanted);
  const auto stranger_to = [](const IpAddress& destination) {
    return Frame()
        .ethernet(kStrangerMac, mac("02:00:00:00:00:77"))
        .ipv4({.source = kStranger, .destination = destination, .protocol = 105});
  };
  CHECK(reason(peers, v4_frame(105)) == "flow");
  CHECK(reason(peers, stranger_to(ip("192.0.2.77"))) == "out_of_scope");
  // A server that a peer talks to is no peer: others may talk to it as well.
  CHECK(reason(peers, stranger_to(ip("198.51.100.9"))) == "out_of_scope");
  CHECK(reason(peers, stranger_to(kSecondary)) == "unknown_source");
  CHECK(reason(peers, v4_of(kStrangerMac, kPrimary, ip("192.0.2.77"))) == "mac_mismatch");
}

TEST_CASE("a receiver that is no peer is known as a receiver only") {
  Policy policy = judged();
  policy.flows.push_back(ip_flow(17));
  policy.flows.back().to.clear();
  policy.flows.back().destination = ip("198.51.100.9");
  const CompiledPolicy link = compiled(policy);
  CHECK(reason(link, v4_of(kPrimaryMac, kPrimary, ip("198.51.100.9"))) == "unknown_protocol");
  CHECK(reason(link, v4_of(kPrimaryMac, kPrimary, ip("198.51.100.8"))) == "unknown_destination");
  CHECK(reason(link, v4_of(kStrangerMac, ip("198.51.100.9"), kPrimary)) == "unknown_source");
}

TEST_CASE("one VLAN can be all that is judged") {
  CompileOptions wanted = options();
  wanted.scope_vlan = VlanTags{{3001}};
  Policy policy = judged();
  policy.flows[0].vlan.ids = {3001};
  const CompiledPolicy scoped = compiled(policy, wanted);
  CHECK(reason(scoped, v4_frame(105)) == "out_of_scope");
  CHECK(
      reason(scoped, Frame()
                         .ethernet(kPrimaryMac, kSecondaryMac)
                         .vlan(3001)
                         .ipv4({.source = kPrimary, .destination = kSecondary, .protocol = 105})) ==
      "flow");
}

TEST_CASE("hosts alone confine learning") {
  CompileOptions wanted = options();
  wanted.confine_learning = true;
  const auto table = compile_hosts(peers_only().peers, wanted);
  REQUIRE(table.ok());
  const hg_head& head = table->front().head;
  CHECK(head.flags == HG_HEAD_CONFINE);
  CHECK((head.flags & HG_HEAD_FLOWS) == 0);
  const Bytes known = v4_frame(105).bytes();
  const hg_packet packet = parse_frame(known, known.size(), kPrimarySide);
  CHECK(hg_names_peer(&*table, &head, &packet) != 0);
}

}  // namespace haguard::pair
