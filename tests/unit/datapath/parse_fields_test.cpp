// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the parser puts into struct hg_packet: the key of each kind, byte by byte zero where it is
// not used, and what is observed beside it.
#include <arpa/inet.h>

#include <catch2/catch.hpp>
#include <cstring>

#include "fixture/sample.h"
#include "policy/datapath.h"

using namespace haguard;

namespace {

hg_packet parse(const Frame& frame, std::uint8_t side = 0) {
  const Bytes bytes = frame.bytes();
  return parse_frame(bytes, bytes.size(), side);
}

bool equal(const hg_flow_key& a, const hg_flow_key& b) {
  for (int word = 0; word < HG_KEY_WORDS; ++word)
    if (hg_key_word(&a, word) != hg_key_word(&b, word)) return false;
  return true;
}

hg_flow_key key_of(hg_kind kind, hg_shape shape, std::uint8_t protocol = 0) {
  hg_flow_key key{};
  key.kind = kind;
  key.shape = shape;
  key.protocol = protocol;
  return key;
}

void set_pair_v4(hg_flow_key& key) {
  std::memcpy(&key.addresses.v4.source, kIpA.bytes.data(), 4);
  std::memcpy(&key.addresses.v4.destination, kIpB.bytes.data(), 4);
}

void set_pair_v6(hg_flow_key& key) {
  std::memcpy(key.addresses.v6.source, kIp6A.bytes.data(), 16);
  std::memcpy(key.addresses.v6.destination, kIp6B.bytes.data(), 16);
}

bool same(const std::uint8_t* bytes, const MacAddress& mac) {
  return std::equal(mac.bytes.begin(), mac.bytes.end(), bytes);
}

}  // namespace

TEST_CASE("ipv4 without ports", "[parse]") {
  const hg_packet packet =
      parse(from_primary()
                .ipv4({.source = kIpA, .destination = kIpB, .protocol = 105, .ttl = 7, .dscp = 46})
                .payload_size(10),
            3);
  hg_flow_key key = key_of(HG_KIND_IPV4, HG_SHAPE_NO_PORTS, 105);
  key.side = 3;
  set_pair_v4(key);
  CHECK(equal(packet.key, key));
  CHECK(packet.malformed == HG_REASON_NONE);
  CHECK(packet.flags == 0);
  CHECK(packet.ttl == 7);
  CHECK(packet.dscp == 46);
  CHECK(packet.length == 44);
  CHECK(same(packet.source_mac, kMacA));
  CHECK(same(packet.destination_mac, kMacB));
}

TEST_CASE("udp and tcp ports and flags", "[parse]") {
  hg_packet packet =
      parse(from_primary().ipv4(primary_v4()).udp({.source = 1000, .destination = 2000}));
  hg_flow_key key = key_of(HG_KIND_IPV4, HG_SHAPE_PORTS, 17);
  set_pair_v4(key);
  key.source_port = htons(1000);
  key.destination_port = htons(2000);
  CHECK(equal(packet.key, key));
  CHECK(packet.flags == HG_PACKET_PORTS);

  packet = parse(from_primary()
                     .ipv6(primary_v6())
                     .tcp({.source = 1000, .destination = 2000, .flags = kTcpSyn | kTcpAck}));
  key = key_of(HG_KIND_IPV6, HG_SHAPE_PORTS, 6);
  set_pair_v6(key);
  key.source_port = htons(1000);
  key.destination_port = htons(2000);
  CHECK(equal(packet.key, key));
  CHECK(packet.tcp_flags == (kTcpSyn | kTcpAck));
}

TEST_CASE("icmp type and code stand in the ports", "[parse]") {
  const hg_packet packet = parse(from_primary().ipv4(primary_v4()).icmp({.type = 3, .code = 4}));
  CHECK(packet.key.source_port == htons(3));
  CHECK(packet.key.destination_port == htons(4));
  CHECK(packet.key.shape == HG_SHAPE_PORTS);
}

TEST_CASE("ports are not read out of padding or of later fragments", "[parse]") {
  const hg_packet packet =
      parse(from_primary()
                .ipv4({.source = kIpA, .destination = kIpB, .protocol = 17, .fragment_offset = 64})
                .payload({1, 2, 3, 4, 5, 6, 7, 8}));
  hg_flow_key key = key_of(HG_KIND_IPV4, HG_SHAPE_LATER, 17);
  set_pair_v4(key);
  CHECK(equal(packet.key, key));
  CHECK(packet.flags == HG_PACKET_LATER);
}

TEST_CASE("a first fragment has its ports", "[parse]") {
  const hg_packet packet = parse(
      from_primary()
          .ipv4(
              {.source = kIpA, .destination = kIpB, .more_fragments = true, .dont_fragment = true})
          .udp({.source = 5, .destination = 6, .length = 1400})
          .payload_size(64));
  CHECK(packet.malformed == HG_REASON_NONE);
  CHECK(packet.key.source_port == htons(5));
  CHECK(packet.flags == (HG_PACKET_FIRST | HG_PACKET_PORTS | HG_PACKET_DONT_FRAG));
}

TEST_CASE("the upper layer is found behind extension headers", "[parse]") {
  const hg_packet packet = parse(from_primary()
                                     .ipv6(primary_v6())
                                     .hop_by_hop()
                                     .destination_options(Bytes(30, 0))
                                     .routing()
                                     .udp({.source = 5, .destination = 6}));
  hg_flow_key key = key_of(HG_KIND_IPV6, HG_SHAPE_PORTS, 17);
  set_pair_v6(key);
  key.source_port = htons(5);
  key.destination_port = htons(6);
  CHECK(equal(packet.key, key));
}

TEST_CASE("ah and esp are the flow in both families", "[parse]") {
  hg_packet packet = parse(from_primary().ipv6(primary_v6()).authentication().udp({}));
  CHECK(packet.key.protocol == 51);
  CHECK(packet.key.shape == HG_SHAPE_NO_PORTS);
  packet = parse(from_primary().ipv4(primary_v4()).authentication().udp({}));
  CHECK(packet.key.protocol == 51);
  CHECK(packet.key.shape == HG_SHAPE_NO_PORTS);
}

TEST_CASE("tags are kept without their priority", "[parse]") {
  hg_packet packet = parse(
      from_primary().vlan(3001, kTpidService, 7).vlan(0, kTpidCustomer, 5).ipv4(primary_v4()));
  CHECK(packet.key.vlan[0] == (HG_VLAN_PRESENT | 3001));
  CHECK(packet.key.vlan[1] == HG_VLAN_PRESENT);
  packet = parse(from_primary().ipv4(primary_v4()));
  CHECK(packet.key.vlan[0] == 0);
  CHECK(packet.key.vlan[1] == 0);
}

TEST_CASE("arp states who owns which address", "[parse]") {
  const hg_packet packet =
      parse(Frame()
                .ethernet(kMacA, kMacBroadcast)
                .arp({.operation = 2, .sender_mac = kMacStranger, .sender = kIpA, .target = kIpB}));
  hg_flow_key key = key_of(HG_KIND_ARP, HG_SHAPE_PORTS);
  set_pair_v4(key);
  key.destination_port = htons(2);
  CHECK(equal(packet.key, key));
  CHECK(same(packet.claimed_mac, kMacStranger));
  CHECK((packet.flags & HG_PACKET_CLAIM) != 0);
}

TEST_CASE("neighbour discovery states a MAC and, advertised, an address", "[parse]") {
  const auto nd = [](const NdFields& fields) {
    return parse(Frame()
                     .ethernet(kMacA, kMacB)
                     .ipv6({.source = kIp6A, .destination = kIp6B, .hop_limit = 255})
                     .nd(fields));
  };
  hg_packet packet = nd({.type = 136, .target = kLinkLocalA, .target_link_layer = kMacStranger});
  CHECK((packet.flags & HG_PACKET_TARGET) != 0);
  CHECK(std::equal(kLinkLocalA.bytes.begin(), kLinkLocalA.bytes.end(), packet.nd_target));
  CHECK(same(packet.claimed_mac, kMacStranger));

  packet = nd({.type = 135, .target = kLinkLocalB, .source_link_layer = kMacA});
  CHECK((packet.flags & HG_PACKET_TARGET) == 0);
  CHECK(same(packet.claimed_mac, kMacA));

  // The other option is not the sender's own.
  packet = nd({.type = 135, .target = kLinkLocalB, .target_link_layer = kMacStranger});
  CHECK((packet.flags & HG_PACKET_CLAIM) == 0);
}

TEST_CASE("other ethertypes and llc are told apart by MACs and number", "[parse]") {
  hg_packet packet = parse(Frame().ethernet(kMacA, kMacB, 0x8890).payload_size(46));
  hg_flow_key key = key_of(HG_KIND_ETHER, HG_SHAPE_NO_PORTS);
  key.number = 0x8890;
  std::memcpy(key.addresses.mac.source, kMacA.bytes.data(), 6);
  std::memcpy(key.addresses.mac.destination, kMacB.bytes.data(), 6);
  CHECK(equal(packet.key, key));

  packet = parse(Frame().ethernet(kMacA, kMacB).llc(0x42, 0x43).payload_size(35));
  key.kind = HG_KIND_LLC;
  key.number = 0x4243;
  CHECK(equal(packet.key, key));
}

TEST_CASE("the first ethertype is not a length and the last length is not an ethertype",
          "[parse]") {
  CHECK(parse(Frame().ethernet(kMacA, kMacB, 0x0600).payload_size(46)).key.kind == HG_KIND_ETHER);
  CHECK(parse(Frame().ethernet(kMacA, kMacB, 0x05ff).payload_size(0x05ff)).key.kind == HG_KIND_LLC);
}

TEST_CASE("a jumbo datagram beyond the captured bytes is measured by the wire", "[parse]") {
  const Bytes frame = from_primary()
                          .ipv4({.source = kIpA, .destination = kIpB, .protocol = 8})
                          .payload_size(8980)
                          .bytes();
  CHECK(parse_frame(ByteView(frame).first(256), frame.size(), 0).malformed == HG_REASON_NONE);
  CHECK(parse_frame(ByteView(frame).first(256), 256, 0).malformed == HG_REASON_MALFORMED_IPV4);
}
