// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "e2e/intruder_frames.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "fixture/sample.h"

namespace haguard {

const char* const kIntruderPolicy = R"(
link = "rooms"

[[peer]]
name = "primary"
port = "eth1"
mac = "02:00:00:00:00:01"
addresses = ["192.0.2.1", "2001:db8::1"]

[[peer]]
name = "secondary"
port = "eth2"
mac = "02:00:00:00:00:02"
addresses = ["192.0.2.2", "2001:db8::2"]

[[flow]]
name = "arp"
from = "primary"
to = "secondary"
protocol = "arp"

[[flow]]
name = "arp back"
from = "secondary"
to = "primary"
protocol = "arp"

[[flow]]
name = "failover"
from = "primary"
to = "secondary"
protocol = 105

[[flow]]
name = "failover back"
from = "secondary"
to = "primary"
protocol = 105

[[flow]]
name = "failover to all"
from = "primary"
to = "192.0.2.255"
protocol = 105

[[flow]]
name = "failover in its vlan"
from = "primary"
to = "secondary"
protocol = 105
vlan = 3001

[[flow]]
name = "ike"
from = "primary"
to = "secondary"
protocol = "udp"
source_port = 500
destination_port = 500

[[flow]]
name = "control"
from = "primary"
to = "secondary"
protocol = "tcp"
destination_port = 44442

[[flow]]
name = "ping"
from = "primary"
to = "secondary"
protocol = "icmp"
icmp_type = 8

[[flow]]
name = "ping answer"
from = "secondary"
to = "primary"
protocol = "icmp"
icmp_type = 0

[[flow]]
name = "neighbour advertisement"
from = "primary"
to = "secondary"
protocol = "icmpv6"
icmp_type = 136

[[flow]]
name = "neighbour advertisement back"
from = "secondary"
to = "primary"
protocol = "icmpv6"
icmp_type = 136
)";

namespace {

using Intruders = std::vector<Intruder>;

const MacAddress kMacGuestB = mac("02:00:00:00:00:67");

Frame failover(const MacAddress& from_mac, const IpAddress& from, const MacAddress& to_mac,
               const IpAddress& to) {
  return Frame()
      .ethernet(from_mac, to_mac)
      .ipv4({.source = from, .destination = to, .protocol = 105})
      .payload_size(40);
}

Frame behind(Frame frame) {
  return frame.ipv4({.source = kIpA, .destination = kIpB, .protocol = 105}).payload_size(40);
}

Frame claim(const MacAddress& source, const IpAddress& address, const IpAddress& target) {
  return Frame()
      .ethernet(source, kMacBroadcast)
      .arp({.operation = 2, .sender_mac = source, .sender = address, .target = target});
}

Frame advert(const MacAddress& source_mac, const IpAddress& source, const MacAddress& to_mac,
             const IpAddress& to, const IpAddress& target) {
  return Frame()
      .ethernet(source_mac, to_mac)
      .ipv6({.source = source, .destination = to, .hop_limit = 255})
      .nd({.type = 136, .target = target, .target_link_layer = source_mac, .flags = 0x20});
}

void add_impostors(Intruders& list) {
  const auto add = [&](std::string name, Seat seat, const Frame& frame, std::string reason) {
    list.push_back({std::move(name), seat, frame.bytes(), std::move(reason)});
  };
  add("unknown host beside the primary", Seat::kGuestA,
      failover(kMacStranger, kIpStranger, kMacB, kIpB), "unknown_source");
  add("unknown host beside the secondary", Seat::kGuestB,
      failover(kMacGuestB, ip("192.0.2.67"), kMacA, kIpA), "unknown_source");
  add("unknown host over ipv6", Seat::kGuestA,
      Frame()
          .ethernet(kMacStranger, kMacB)
          .ipv6({.source = kIp6Stranger, .destination = kIp6B, .next_header = 105})
          .payload_size(40),
      "unknown_source");
  add("the primary's address from the wrong side", Seat::kGuestB,
      failover(kMacGuestB, kIpA, kMacBroadcast, kIpSubnetBroadcast), "wrong_side");
  add("the primary's address and MAC from the wrong side", Seat::kGuestB,
      failover(kMacA, kIpA, kMacBroadcast, kIpSubnetBroadcast), "wrong_side");
  add("the primary's address from another MAC", Seat::kGuestA,
      failover(kMacStranger, kIpA, kMacB, kIpB), "mac_mismatch");
  add("arp claims the active's address on its side", Seat::kGuestA, claim(kMacStranger, kIpA, kIpB),
      "arp_lie");
  add("gratuitous arp claims the active's address on its side", Seat::kGuestA,
      claim(kMacStranger, kIpA, kIpA), "arp_lie");
  add("arp claims the active's address on the other side", Seat::kGuestB,
      claim(kMacGuestB, kIpA, kIpA), "arp_lie");
  add("unknown protocol between the pair", Seat::kUnitA,
      from_primary().ipv4({.source = kIpA, .destination = kIpB, .protocol = 89}).payload_size(40),
      "unknown_protocol");
  add("failover in a foreign vlan", Seat::kUnitA, behind(from_primary().vlan(3002)), "wrong_vlan");
  add("failover in its vlan and another tag", Seat::kUnitA,
      behind(from_primary().vlan(3001).vlan(7)), "wrong_vlan");
}

Frame nd_from(const MacAddress& source_mac, const IpAddress& source, const MacAddress& to_mac,
              const IpAddress& to) {
  return Frame()
      .ethernet(source_mac, to_mac)
      .ipv6({.source = source, .destination = to, .hop_limit = 255});
}

// Neighbour discovery that would turn the pair's traffic, or keep an address from it.
void add_nd_lies(Intruders& list) {
  const auto add = [&](std::string name, Seat seat, const Frame& frame, std::string reason) {
    list.push_back({std::move(name), seat, frame.bytes(), std::move(reason)});
  };
  const MacAddress to_all_mac = mac("33:33:00:00:00:01");
  const IpAddress to_all = ip("ff02::1");
  add("nd claims the active's address on its side", Seat::kGuestA,
      advert(kMacStranger, kIp6A, kMacB, kIp6B, kIp6A), "nd_lie");
  add("unsolicited nd claims the active's address on its side", Seat::kGuestA,
      advert(kMacStranger, kIp6A, to_all_mac, to_all, kIp6A), "nd_lie");
  add("nd claims the active's address on the other side", Seat::kGuestB,
      advert(kMacGuestB, kIp6A, to_all_mac, to_all, kIp6A), "wrong_side");
  add("a stranger claims the active's address in its own name by nd", Seat::kGuestA,
      advert(kMacStranger, kIp6Stranger, kMacB, kIp6B, kIp6A), "unknown_source");
  add("the standby claims the active's address by nd", Seat::kUnitB,
      advert(kMacB, kIp6B, kMacA, kIp6A, kIp6A), "nd_lie");
  add("the primary advertises a stranger's MAC", Seat::kUnitA,
      nd_from(kMacA, kIp6A, kMacB, kIp6B)
          .nd({.type = 136, .target = kIp6A, .target_link_layer = kMacStranger, .flags = 0x20}),
      "nd_lie");
  add("nd solicits in the active's name", Seat::kGuestA,
      nd_from(kMacStranger, kIp6A, kMacSolicited, kSolicitedB)
          .nd({.type = 135, .target = kIp6B, .source_link_layer = kMacStranger}),
      "nd_lie");
  add("duplicate address detection for the active's address", Seat::kGuestA,
      nd_from(kMacStranger, ip("::"), kMacSolicited, kSolicitedB)
          .nd({.type = 135, .target = kIp6A}),
      "unknown_source");
  add("router advertisement in the active's name", Seat::kGuestA,
      nd_from(kMacStranger, kIp6A, to_all_mac, to_all)
          .nd({.type = 134, .source_link_layer = kMacStranger}),
      "nd_lie");
  add("redirect in the active's name", Seat::kGuestA,
      nd_from(kMacStranger, kIp6A, kMacB, kIp6B).icmp({.type = 137}).payload_size(32), "nd_lie");
}

void add_broken(Intruders& list) {
  const auto add = [&](std::string name, const Frame& frame, std::string reason) {
    list.push_back({std::move(name), Seat::kUnitA, frame.bytes(), std::move(reason)});
  };
  const auto tcp_piece = [](std::uint16_t offset, bool more) {
    return from_primary().ipv4({.source = kIpA,
                                .destination = kIpB,
                                .protocol = 6,
                                .fragment_offset = offset,
                                .more_fragments = more});
  };
  add("tiny first fragment", tcp_piece(0, true).payload_size(8), "malformed_fragment");
  add("fragment that overlaps the tcp header", tcp_piece(8, false).payload_size(40),
      "fragment_overlap");
  add("later fragment of an undeclared flow",
      from_primary()
          .ipv4({.source = kIpA, .destination = kIpB, .protocol = 105, .fragment_offset = 64})
          .payload_size(40),
      "fragment");
  add("ipv4 cut off", behind(from_primary()).truncate(33), "malformed_ipv4");
  add("arp cut off",
      Frame()
          .ethernet(kMacA, kMacBroadcast)
          .arp({.sender_mac = kMacA, .sender = kIpA, .target = kIpB})
          .truncate(41),
      "malformed_arp");
  add("ipv4 longer than its frame",
      from_primary()
          .ipv4({.source = kIpA, .destination = kIpB, .protocol = 105, .total_length = 61})
          .payload_size(40),
      "malformed_ipv4");
  add("ipv4 header of 16 bytes",
      from_primary()
          .ipv4({.source = kIpA, .destination = kIpB, .protocol = 105, .header_words = 4})
          .payload_size(40),
      "malformed_ipv4");
  add("udp longer than its datagram",
      from_primary().ipv4(primary_v4()).udp({.source = 500, .destination = 500, .length = 99}),
      "malformed_transport");
  add("ipv6 longer than its frame",
      from_primary()
          .ipv6({.source = kIp6A, .destination = kIp6B, .next_header = 105, .payload_length = 41})
          .payload_size(40),
      "malformed_ipv6");
  add("three tags", behind(from_primary().vlan(3001).vlan(100).vlan(1)), "malformed_vlan");
  Frame chain = from_primary().ipv6(primary_v6());
  for (int i = 0; i < 9; ++i)
    chain.destination_options();
  add("chain of nine extension headers", chain.udp({.source = 500, .destination = 500}),
      "malformed_extension");
  add("extension header longer than the packet",
      from_primary()
          .ipv6(primary_v6())
          .extension({.type = 60, .data = {1, 4, 0, 0, 0, 0}, .length = 200})
          .udp({.source = 500, .destination = 500}),
      "malformed_extension");
}

}  // namespace

std::vector<Intruder> named_intruders() {
  Intruders list;
  add_impostors(list);
  add_nd_lies(list);
  add_broken(list);
  return list;
}

const Intruder& find_intruder(const std::vector<Intruder>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Intruder& intruder) { return intruder.name == name; });
  if (found == all.end()) std::abort();
  return *found;
}

}  // namespace haguard
