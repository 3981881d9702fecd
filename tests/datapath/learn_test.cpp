// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What map `learned` holds after a few frames, and that a full map keeps what it has.
#include <catch2/catch.hpp>

#include "rig.h"

using namespace haguard;

namespace {

Rig& learning_rig() {
  Rig& rig = pair_rig();
  rig.set_mode(HG_MODE_LEARN);
  return rig;
}

Bytes asa(const Ipv4Fields& with, std::size_t payload, const MacAddress& source = kMacA) {
  Ipv4Fields fields = with;
  fields.source = kIpA;
  fields.destination = kIpB;
  fields.protocol = 105;
  return Frame().ethernet(source, kMacB).ipv4(fields).payload_size(payload).bytes();
}

hg_observation seen_of(const Rig& rig, const Bytes& frame, unsigned side = kPrimarySide) {
  const auto seen = rig.learned(frame, side);
  REQUIRE(seen.has_value());
  return *seen;
}

MacAddress mac_of(const std::uint8_t (&bytes)[6]) {
  MacAddress address;
  std::copy(std::begin(bytes), std::end(bytes), address.bytes.begin());
  return address;
}

}  // namespace

TEST_CASE("an observation has counts, sizes, times and the longest gap", "[learn]") {
  Rig& rig = learning_rig();
  rig.set_time(1000);
  rig.send(asa({}, 40));
  rig.set_time(1300);
  rig.send(asa({}, 20));
  rig.set_time(2300);
  rig.send(asa({}, 100));
  rig.set_time(2400);
  rig.send(asa({}, 40));
  const hg_observation seen = seen_of(rig, asa({}, 40));
  CHECK(rig.learned_count() == 1);
  CHECK(seen.frames == 4);
  CHECK(seen.bytes == 4 * 34 + 40 + 20 + 100 + 40);
  CHECK(seen.first_ns == 1000);
  CHECK(seen.last_ns == 2400);
  CHECK(seen.longest_gap_ns == 1000);
  CHECK(seen.smallest == 34 + 20);
  CHECK(seen.largest == 34 + 100);
}

TEST_CASE("an observation has TTL, DSCP and DF", "[learn]") {
  Rig& rig = learning_rig();
  rig.send(asa({.ttl = 64, .dscp = 46}, 40));
  CHECK(seen_of(rig, asa({}, 0)).flags == 0);
  rig.send(asa({.dont_fragment = true, .ttl = 255, .dscp = 0}, 40));
  rig.send(asa({.ttl = 63, .dscp = 63}, 40));
  const hg_observation seen = seen_of(rig, asa({}, 0));
  CHECK(seen.ttl_lowest == 63);
  CHECK(seen.ttl_highest == 255);
  CHECK(seen.dscp_seen == ((1ULL << 46U) | 1 | (1ULL << 63U)));
  CHECK(seen.flags == HG_SEEN_DONT_FRAG);
}

TEST_CASE("an observation of ipv6 has hop limit and DSCP", "[learn]") {
  Rig& rig = learning_rig();
  Ipv6Fields fields = primary_v6();
  fields.next_header = 105;
  fields.hop_limit = 255;
  fields.dscp = 48;
  const Bytes frame = from_primary().ipv6(fields).payload_size(40).bytes();
  rig.send(frame);
  const hg_observation seen = seen_of(rig, frame);
  CHECK(seen.ttl_lowest == 255);
  CHECK(seen.dscp_seen == 1ULL << 48U);
}

TEST_CASE("fragments are seen, and later ones have a key of their own", "[learn]") {
  Rig& rig = learning_rig();
  rig.send(asa({.id = 7, .more_fragments = true}, 64));
  rig.send(asa({.id = 7, .fragment_offset = 64}, 8));
  CHECK(rig.learned_count() == 2);
  CHECK(seen_of(rig, asa({}, 0)).flags == HG_SEEN_FRAGMENT);
  CHECK(seen_of(rig, asa({.fragment_offset = 128}, 0)).frames == 1);
}

TEST_CASE("tcp flags are gathered and tell who opened", "[learn]") {
  Rig& rig = learning_rig();
  const auto tcp = [](std::uint8_t flags) {
    return from_primary()
        .ipv4(primary_v4())
        .tcp({.source = 40000, .destination = 44442, .flags = flags})
        .bytes();
  };
  rig.send(tcp(kTcpSyn));
  rig.send(tcp(kTcpAck | kTcpPsh));
  hg_observation seen = seen_of(rig, tcp(0));
  CHECK(seen.tcp_flags == (kTcpSyn | kTcpAck | kTcpPsh));
  CHECK((seen.flags & HG_SEEN_TCP_OPEN) != 0);

  rig.forget_learned();
  rig.send(tcp(kTcpSyn | kTcpAck));
  rig.send(tcp(kTcpAck | kTcpFin));
  seen = seen_of(rig, tcp(0));
  CHECK((seen.flags & HG_SEEN_TCP_OPEN) == 0);
  CHECK(seen.tcp_flags == (kTcpSyn | kTcpAck | kTcpFin));
}

TEST_CASE("a second source MAC is remembered", "[learn]") {
  Rig& rig = learning_rig();
  rig.send(asa({}, 40));
  rig.send(asa({}, 40));
  hg_observation seen = seen_of(rig, asa({}, 40));
  CHECK(mac_of(seen.source_mac) == kMacA);
  CHECK(mac_of(seen.destination_mac) == kMacB);
  CHECK(mac_of(seen.other_mac).is_zero());
  CHECK(seen.flags == 0);
  rig.send(asa({}, 40, kMacStranger));
  seen = seen_of(rig, asa({}, 40));
  CHECK(mac_of(seen.source_mac) == kMacA);
  CHECK(mac_of(seen.other_mac) == kMacStranger);
  CHECK(seen.flags == HG_SEEN_MANY_MACS);
}

TEST_CASE("an ARP that states another MAC is remembered as a lie", "[learn]") {
  Rig& rig = learning_rig();
  const auto arp = [](const MacAddress& stated) {
    return Frame()
        .ethernet(kMacA, kMacBroadcast)
        .arp({.sender_mac = stated, .sender = kIpA, .target = kIpB})
        .bytes();
  };
  rig.send(arp(kMacA));
  CHECK(seen_of(rig, arp(kMacA)).flags == 0);
  rig.send(arp(kMacStranger));
  CHECK(seen_of(rig, arp(kMacA)).flags == HG_SEEN_LLADDR_LIE);
}

TEST_CASE("every allowed kind of frame is learned under the key of its flow", "[learn]") {
  Rig& rig = learning_rig();
  for (const Sample& sample : passing_samples()) {
    INFO(sample.name);
    rig.forget_learned();
    CHECK(rig.send(sample.bytes, sample.side).reason == HG_REASON_LEARN);
    CHECK(rig.learned_count() == 1);
    CHECK(seen_of(rig, sample.bytes, sample.side).bytes == sample.bytes.size());
  }
}

TEST_CASE("a full learning map counts what it misses and keeps what it has", "[learn]") {
  constexpr unsigned kRoom = 8;
  Rig rig({16, 64, kRoom});
  rig.start(Table(64));
  rig.set_mode(HG_MODE_LEARN);
  const auto udp = [](unsigned port) {
    return from_primary()
        .ipv4(primary_v4())
        .udp({.source = static_cast<std::uint16_t>(port), .destination = 500})
        .bytes();
  };
  for (unsigned port = 1; port <= kRoom; ++port)
    rig.send(udp(port));
  CHECK(rig.link_stat(HG_STAT_LEARN_FULL) == 0);
  for (unsigned port = 1001; port <= 1003; ++port) {
    const Outcome outcome = rig.send(udp(port));
    CHECK(outcome.passed);
    CHECK(outcome.reason == HG_REASON_LEARN);
  }
  CHECK(rig.link_stat(HG_STAT_LEARN_FULL) == 3);
  CHECK(rig.learned_count() == kRoom);
  for (unsigned port = 1; port <= kRoom; ++port) {
    rig.send(udp(port));
    CHECK(seen_of(rig, udp(port)).frames == 2);
  }
  CHECK(rig.link_stat(HG_STAT_LEARN_FULL) == 3);
}
