// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every kind of flow, compiled, lets its own frames pass under its own id, and no other frame.
#include <catch2/catch.hpp>

#include "unit/policy/pair.h"
#include "unit/policy/table_lines.h"

namespace haguard::pair {
namespace {

void check_passes(const CompiledPolicy& policy, const Frame& frame, std::size_t flow,
                  std::uint8_t side = kPrimarySide) {
  INFO(frame.to_string());
  const hg_verdict verdict = judge(policy, frame, side);
  CHECK(reason(verdict) == "flow");
  CHECK(verdict.flow_id == policy.flow_ids.at(flow));
}

Frame udp_frame(std::uint16_t source, std::uint16_t destination) {
  return v4_frame(17).udp({.source = source, .destination = destination});
}

Frame arp_frame(const MacAddress& source_mac, const IpAddress& sender, const IpAddress& target,
                std::uint16_t operation = 1) {
  return Frame()
      .ethernet(source_mac, kBroadcastMac)
      .arp({.operation = operation, .sender_mac = source_mac, .sender = sender, .target = target});
}

}  // namespace

TEST_CASE("a protocol without ports passes in its direction, in both families") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(105), ip_flow(8)};
  const CompiledPolicy compiled_policy = compiled(policy);
  check_passes(compiled_policy, v4_frame(105), 0);
  check_passes(compiled_policy, v4_frame(8), 1);
  check_passes(compiled_policy,
               Frame()
                   .ethernet(kPrimaryMac, kSecondaryMac)
                   .ipv6({.source = kPrimary6, .destination = kSecondary6, .next_header = 105}),
               0);
  CHECK(reason(compiled_policy, v4_frame(9)) == "unknown_protocol");
  CHECK(reason(compiled_policy,
               Frame()
                   .ethernet(kSecondaryMac, kPrimaryMac)
                   .ipv4({.source = kSecondary, .destination = kPrimary, .protocol = 105}),
               kSecondarySide) == "unknown_protocol");
}

TEST_CASE("the head says what the table is") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(105), ip_flow(17)};
  policy.flows[1].destination_port = 3780;
  policy.flows[1].vlan.ids = {3001, 7};
  const Table table = compiled(policy).table;
  const hg_head& head = table.front().head;
  const hg_tags& tags = table[HG_TAGS_ENTRY].tags;
  CHECK(head.generation == 7);
  CHECK(head.shapes == 1U << HG_SHAPE_ANY_SOURCE);  // frames of 105 have no shape to try
  CHECK(head.scope == HG_SCOPE_LINK);
  CHECK(head.flags == HG_HEAD_FLOWS);
  REQUIRE(head.vlan_count == 2);
  CHECK(tags.vlans[0].outer == 0);
  CHECK(tags.vlans[1].outer == (HG_VLAN_PRESENT | 3001));
  CHECK(tags.vlans[1].inner == (HG_VLAN_PRESENT | 7));
}

TEST_CASE("unset ports mean any, and the most specific flow counts") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(17), ip_flow(17), ip_flow(17), ip_flow(17)};
  policy.flows[0].source_port = 500;
  policy.flows[0].destination_port = 500;
  policy.flows[1].destination_port = 500;
  policy.flows[2].source_port = 500;

  SECTION("all shapes") {
    const CompiledPolicy all = compiled(policy);
    CHECK(all.table.front().head.shapes == 0x0f);
    check_passes(all, udp_frame(500, 500), 0);
    check_passes(all, udp_frame(1024, 500), 1);
    check_passes(all, udp_frame(500, 1024), 2);
    check_passes(all, udp_frame(1024, 1024), 3);
  }
  SECTION("without the widest") {
    policy.flows.pop_back();
    const CompiledPolicy some = compiled(policy);
    CHECK(reason(some, udp_frame(1024, 1024)) == "unknown_protocol");
  }
  SECTION("both ports only") {
    policy.flows.resize(1);
    const CompiledPolicy one = compiled(policy);
    check_passes(one, udp_frame(500, 500), 0);
    CHECK(reason(one, udp_frame(1024, 500)) == "unknown_protocol");
    CHECK(reason(one, udp_frame(500, 1024)) == "unknown_protocol");
  }
}

TEST_CASE("ICMP is matched by type and code, each in its own family") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(1), ip_flow(1), ip_flow(58)};
  policy.flows[0].icmp_type = 8;
  policy.flows[1].icmp_type = 3;
  policy.flows[1].icmp_code = 4;
  policy.flows[2].icmp_type = 128;
  const CompiledPolicy icmp = compiled(policy);
  check_passes(icmp, v4_frame(1).icmp({.type = 8, .code = 0}), 0);
  check_passes(icmp, v4_frame(1).icmp({.type = 8, .code = 9}), 0);
  check_passes(icmp, v4_frame(1).icmp({.type = 3, .code = 4}), 1);
  CHECK(reason(icmp, v4_frame(1).icmp({.type = 3, .code = 3})) == "unknown_protocol");
  check_passes(icmp, v6_frame().icmp({.type = 128}), 2);
  CHECK(reason(icmp, v6_frame().icmp({.type = 129})) == "unknown_protocol");
  // IPv4 alone for ICMP, IPv6 alone for ICMPv6: 3 flow lines and 6 hosts.
  CHECK(lines_of(icmp.table).size() == 9);
}

TEST_CASE("ARP is matched by sender, target and operation") {
  Policy policy = peers_only();
  policy.flows = {arp_flow("primary", "secondary"), arp_flow("primary", "primary"),
                  arp_flow("primary", "secondary")};
  policy.flows[0].arp_operation = 1;
  policy.flows[2].arp_operation.reset();
  policy.flows[2].source = ip("0.0.0.0");
  const CompiledPolicy arp = compiled(policy);
  check_passes(arp, arp_frame(kPrimaryMac, kPrimary, kSecondary, 1), 0);
  CHECK(reason(arp, arp_frame(kPrimaryMac, kPrimary, kSecondary, 2)) == "unknown_protocol");
  check_passes(arp, arp_frame(kPrimaryMac, kPrimary, kPrimary, 1), 1);
  check_passes(arp, arp_frame(kPrimaryMac, kPrimary, kPrimary, 2), 1);
  check_passes(arp, arp_frame(kPrimaryMac, ip("0.0.0.0"), kSecondary, 1), 2);
}

TEST_CASE("ethertypes and LLC are matched by MAC") {
  Policy policy = peers_only();
  Flow ether = ip_flow(0);
  ether.kind = FlowKind::kEther;
  ether.number = 0x8890;
  Flow stp = ether;
  stp.kind = FlowKind::kLlc;
  stp.number = 0x4242;
  stp.to.clear();
  stp.destination_mac = mac("01:80:c2:00:00:00");
  policy.flows = {ether, stp};
  const CompiledPolicy macs = compiled(policy);
  check_passes(macs, Frame().ethernet(kPrimaryMac, kSecondaryMac, 0x8890).payload("x"), 0);
  check_passes(macs,
               Frame().ethernet(kPrimaryMac, *stp.destination_mac).llc(0x42, 0x42).payload("x"), 1);
  CHECK(reason(macs, Frame().ethernet(kPrimaryMac, kSecondaryMac, 0x8891).payload("x")) ==
        "unknown_protocol");
  CHECK(reason(macs, Frame().ethernet(kStrangerMac, kSecondaryMac, 0x8890).payload("x")) ==
        "unknown_source");
  CHECK(reason(macs, Frame().ethernet(kPrimaryMac, kStrangerMac, 0x8890).payload("x")) ==
        "unknown_destination");
}

TEST_CASE("a multicast destination needs no receiving peer") {
  Policy policy = peers_only();
  Flow vrrp = ip_flow(112);
  vrrp.to.clear();
  vrrp.destination = ip("224.0.0.18");
  vrrp.vlan.ids = {3001};
  policy.flows = {vrrp};
  const CompiledPolicy compiled_policy = compiled(policy);
  const Frame frame =
      Frame()
          .ethernet(kPrimaryMac, mac("01:00:5e:00:00:12"))
          .vlan(3001)
          .ipv4({.source = kPrimary, .destination = *vrrp.destination, .protocol = 112});
  check_passes(compiled_policy, frame, 0);
}

TEST_CASE("later fragments pass only where the flow says so") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(17), ip_flow(17), ip_flow(105)};
  policy.flows[0].destination_port = 3780;
  policy.flows[1].destination_port = 3781;
  const auto fragments = fragment(udp_frame(1024, 3780).payload_size(3000).bytes(), 1500, 9);
  REQUIRE(fragments.size() == 3);
  const auto judge_bytes = [](const CompiledPolicy& compiled_policy, const Bytes& bytes) {
    return decide(compiled_policy.table, parse_frame(bytes, bytes.size(), kPrimarySide));
  };

  const CompiledPolicy whole = compiled(policy);
  CHECK(reason(judge_bytes(whole, fragments[0])) == "flow");
  CHECK(reason(judge_bytes(whole, fragments[1])) == "fragment");

  policy.flows[1].fragments = true;
  policy.flows[0].fragments = true;
  const CompiledPolicy split = compiled(policy);
  for (const Bytes& bytes : fragments) {
    const hg_verdict verdict = judge_bytes(split, bytes);
    CHECK(reason(verdict) == "flow");
    CHECK(verdict.flow_id == split.flow_ids[0]);  // of two flows that look alike, the first
  }
}

TEST_CASE("later fragments are bound to a MAC where every flow that they may be of is") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(17), ip_flow(17)};
  policy.flows[0].destination_port = 3780;
  policy.flows[1].destination_port = 3781;
  policy.flows[0].fragments = policy.flows[1].fragments = true;
  const auto of_mac = [](const MacAddress& source) {
    const Frame whole = Frame()
                            .ethernet(source, kSecondaryMac)
                            .ipv4({.source = kPrimary, .destination = kSecondary})
                            .udp({.source = 1024, .destination = 3781});
    return fragment(Frame(whole).payload_size(3000).bytes(), 1500, 9).at(1);
  };
  const auto reason_of = [&](const MacAddress& source) {
    const Bytes later = of_mac(source);
    return reason(decide(compiled(policy).table, parse_frame(later, later.size(), kPrimarySide)));
  };
  CHECK(reason_of(kPrimaryMac) == "flow");
  CHECK(reason_of(kStrangerMac) == "mac_mismatch");
  for (const bool first : {false, true}) {
    policy.flows[0].bind_mac = first;
    policy.flows[1].bind_mac = !first;
    CHECK(reason_of(kPrimaryMac) == "flow");
    CHECK(reason_of(kStrangerMac) == "flow");
  }
}

TEST_CASE("the lines of a heartbeat flow say so, and no other does") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(105), ip_flow(17)};
  policy.flows[0].heartbeat = true;
  policy.flows[0].fragments = true;
  const CompiledPolicy compiled_policy = compiled(policy);
  std::size_t lines = 0;
  for (const TableLine& line : lines_of(compiled_policy.table)) {
    const bool heartbeat = line.key.protocol == 105;
    CHECK(((line.flags & HG_LINE_HEARTBEAT) != 0) == heartbeat);
    if (heartbeat) ++lines;
  }
  CHECK(lines == 4);  // IPv4 and IPv6, each with that of its later fragments
}

}  // namespace haguard::pair
