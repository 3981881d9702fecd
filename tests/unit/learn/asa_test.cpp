// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A Cisco ASA pair (synthetic: no public capture of IP 105 exists), alone and among strangers.
#include <catch2/catch.hpp>

#include "unit/learn/window.h"

using namespace haguard;
using namespace haguard::learning;

namespace {

struct Ends {
  MacAddress source_mac, destination_mac;
  IpAddress source, destination;
};
const Ends kAtoB{kMacA, kMacB, kA, kB};
const Ends kBtoA{kMacB, kMacA, kB, kA};

Frame asa(const Ends& ends, std::uint8_t protocol, std::optional<std::uint16_t> vlan = {},
          std::size_t size = 80) {
  Frame frame;
  frame.ethernet(ends.source_mac, ends.destination_mac);
  if (vlan) frame.vlan(*vlan);
  if (ends.source.is_v4())
    frame.ipv4({.source = ends.source, .destination = ends.destination, .protocol = protocol});
  else
    frame.ipv6({.source = ends.source, .destination = ends.destination, .next_header = protocol});
  return frame.payload_size(size);
}

void hellos(Window& window, std::optional<std::uint16_t> vlan = {}) {
  window.every(kSecond, 0, asa(kAtoB, 105, vlan), 0, kLength);
  window.every(kSecond, 1, asa(kBtoA, 105, vlan), 300 * kMs, kLength);
}

// Hosts of the same segment that have nothing to do with the pair.
void strangers(Window& window) {
  const MacAddress gateway = mac("02:00:00:00:00:fe");
  const IpAddress gateway_ip = ip("192.0.2.254");
  for (std::uint64_t at = 0; at < kLength; at += kSecond) {
    window.strange(0, arp_frame(1, kMacStranger, kStranger, gateway_ip, kEverybody), at);
    window.strange(1, arp_frame(2, gateway, gateway_ip, kStranger, kMacStranger), at);
    window.strange(0,
                   Frame()
                       .ethernet(kMacStranger, gateway)
                       .ipv4({.source = kStranger, .destination = gateway_ip})
                       .udp({.source = 40000, .destination = 53})
                       .payload("query"),
                   at);
    window.strange(1,
                   Frame()
                       .ethernet(gateway, kMacStranger)
                       .ipv4({.source = gateway_ip, .destination = kStranger})
                       .udp({.source = 53, .destination = 40000})
                       .payload("answer"),
                   at);
    window.strange(0,
                   Frame()
                       .ethernet(mac("02:00:00:00:00:aa"), mac("01:80:c2:00:00:00"))
                       .llc(0x42, 0x42)
                       .payload_size(35),
                   at);
  }
  window.strange(0, arp_frame(1, kMacStranger, kStranger, kA, kEverybody), kSecond);
  window.strange(1, arp_frame(1, gateway, gateway_ip, kB, kEverybody), kSecond);
}

void check_pair(const Candidate& candidate) {
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[0].name == "unit-a");
  CHECK(candidate.policy.peers[0].port == "eth1");
  CHECK(candidate.policy.peers[0].macs == std::vector{kMacA});
  CHECK(candidate.policy.peers[0].addresses == std::vector{kA});
  CHECK(candidate.policy.peers[1].name == "unit-b");
  CHECK(candidate.policy.peers[1].macs == std::vector{kMacB});
  CHECK(candidate.policy.peers[1].addresses == std::vector{kB});
  CHECK(candidate.policy.system == "cisco-asa");
  CHECK(candidate.policy.flows.size() == candidate.evidence.size());
}

}  // namespace

TEST_CASE("learn: an asa pair", "[learn]") {
  Window window;
  arp_between(window, kLength);
  hellos(window);
  window.every(50 * kMs, 0, asa(kAtoB, 8, {}, 900), 0, kLength);
  window.every(kSecond, 1, asa(kBtoA, 8), 0, kLength);  // acks
  const Candidate candidate = window.learn(kLength);
  check_pair(candidate);
  window.check_replay(candidate);
  INFO(listing(candidate));

  const Flow* hello = flow(candidate, "unit-a > unit-b ip 105");
  REQUIRE(hello != nullptr);
  CHECK(hello->name == "asa-failover-unit-a");
  CHECK(hello->heartbeat);
  CHECK_FALSE(hello->fragments);
  CHECK(hello->origin == Origin::kLearned);
  const FlowEvidence& seen = *evidence_of(candidate, "unit-a > unit-b ip 105");
  CHECK(seen.frames == 300);
  CHECK(seen.mean_gap_ns == kSecond);
  CHECK(seen.longest_gap_ns == kSecond);
  CHECK(seen.ttl_lowest == 64);
  CHECK(label_text(seen.labels) == "Cisco ASA failover");
  CHECK_FALSE(flow(candidate, "unit-a > unit-b ip 8")->heartbeat);

  // What a quiet window never shows: interface tests, and who is asked for again.
  CHECK(flow(candidate, "unit-a > unit-b ip 1 icmp-type 8")->origin == Origin::kKnowledge);
  CHECK(flow(candidate, "unit-b > unit-a ip 1 icmp-type 0") != nullptr);
  CHECK(verdict(candidate, 1, arp_frame(1, kMacB, kB, kA, kEverybody)) == "flow");
  CHECK(verdict(candidate, 0, arp_frame(1, kMacA, kA, kA, kEverybody)) == "flow");
  CHECK(verdict(candidate, 1, arp_frame(1, kMacB, kA, kA, kEverybody)) == "arp_lie");
  // IP 8 was seen. IP 9 carries state updates, too, and may begin later, from either unit.
  CHECK(flow(candidate, "unit-a > unit-b ip 9")->origin == Origin::kKnowledge);
  CHECK(evidence_of(candidate, "unit-a > unit-b ip 9")->why ==
        "Cisco ASA state updates: sent beside asa-state");
  CHECK(verdict(candidate, 0, asa(kAtoB, 9)) == "flow");
  CHECK(verdict(candidate, 1, asa(kBtoA, 9)) == "flow");
  CHECK(verdict(candidate, 0, asa(kAtoB, 10)) == "unknown_protocol");

  CHECK(candidate.coverage.verdict == Verdict::kReady);
  CHECK(candidate.coverage.arp_seen);
  CHECK(candidate.coverage.both_directions);
  CHECK(has_finding(candidate, Verdict::kReady, "no new flow for 4.98 min"));
  CHECK(has_finding(candidate, Verdict::kReady, "asa-failover-unit-a: one every 1 s"));
  CHECK(candidate.doubts.empty());
}

TEST_CASE("learn: the state stream flips at a failover, with its fragments", "[learn]") {
  Window window;
  arp_between(window, kLength);
  hellos(window);
  const Bytes whole = asa(kAtoB, 8, {}, 4000).bytes();
  for (const Bytes& piece : fragment(whole, 1500, 7))
    window.hear(0, piece, kSecond);
  for (const Bytes& piece : fragment(whole, 1500, 8))
    window.hear(0, piece, 2 * kSecond);
  const Candidate candidate = window.learn(kLength);
  check_pair(candidate);
  window.check_replay(candidate);
  INFO(listing(candidate));
  REQUIRE(flow(candidate, "unit-b > unit-a ip 8") != nullptr);
  CHECK(flow(candidate, "unit-b > unit-a ip 8")->origin == Origin::kKnowledge);
  for (const Bytes& piece : fragment(asa(kBtoA, 8, {}, 4000).bytes(), 1500, 9))
    CHECK(verdict(candidate, 1, piece) == "flow");
  // What comes beside it is as large.
  for (const Bytes& piece : fragment(asa(kBtoA, 9, {}, 4000).bytes(), 1500, 10))
    CHECK(verdict(candidate, 1, piece) == "flow");
  // Hellos were not seen fragmented, and nobody has published that they are.
  const auto pieces = fragment(asa(kBtoA, 105, {}, 4000).bytes(), 1500, 9);
  CHECK(verdict(candidate, 1, pieces.at(1)) == "fragment");
}

TEST_CASE("learn: an asa pair on a tagged link, among strangers", "[learn]") {
  Window window;
  const auto tagged_arp = [](const Ends& ends, std::uint16_t operation) {
    return Frame()
        .ethernet(ends.source_mac, operation == 1 ? kEverybody : ends.destination_mac)
        .vlan(3001)
        .arp({.operation = operation,
              .sender_mac = ends.source_mac,
              .sender = ends.source,
              .target = ends.destination})
        .pad();
  };
  window.every(30 * kSecond, 0, tagged_arp(kAtoB, 1), 0, kLength);
  window.every(30 * kSecond, 1, tagged_arp(kBtoA, 2), 0, kLength);
  hellos(window, 3001);
  strangers(window);
  const Candidate candidate = window.learn(kLength);
  check_pair(candidate);
  window.check_replay(candidate);
  INFO(listing(candidate));
  CHECK(flow(candidate, "unit-a > unit-b ip 105 vlan 3001") != nullptr);
  CHECK(verdict(candidate, 0, asa(kAtoB, 105)) == "wrong_vlan");
  CHECK(verdict(candidate, 0, asa(kAtoB, 105, 3101)) == "wrong_vlan");
  CHECK(verdict(candidate, 1, tagged_arp(kBtoA, 1)) == "flow");
  CHECK(count(candidate, DoubtKind::kStranger) == 3);
  for (const Doubt& doubt : candidate.doubts) {
    CHECK(doubt.left_out);
    CHECK_FALSE(doubt.hint.empty());
  }
  CHECK(candidate.coverage.verdict == Verdict::kReady);
}

TEST_CASE("learn: an asa pair among busy strangers, untagged", "[learn]") {
  Window window;
  arp_between(window, kLength);
  hellos(window);
  strangers(window);
  const Candidate candidate = window.learn(kLength);
  check_pair(candidate);
  window.check_replay(candidate);
}

TEST_CASE("learn: broadcast hellos", "[learn]") {
  const IpAddress everywhere = GENERATE(ip("255.255.255.255"), ip("192.0.2.255"));
  Window window;
  arp_between(window, kLength);
  const Ends from_a{kMacA, kEverybody, kA, everywhere};
  const Ends from_b{kMacB, kEverybody, kB, everywhere};
  window.every(kSecond, 0, asa(from_a, 105), 0, kLength);
  window.every(kSecond, 1, asa(from_b, 105), 0, kLength);
  const Candidate candidate = window.learn(kLength);
  check_pair(candidate);
  window.check_replay(candidate);
  INFO(listing(candidate));
  const Flow* hello = flow(candidate, "unit-a > - ip 105 destination " + everywhere.to_string());
  REQUIRE(hello != nullptr);
  CHECK(hello->heartbeat);
  // A broadcast ping test goes where the hellos go.
  CHECK(verdict(candidate, 1,
                Frame()
                    .ethernet(kMacB, kEverybody)
                    .ipv4({.source = kB, .destination = everywhere})
                    .echo_request(1, 1)) == "flow");
}

TEST_CASE("learn: an asa pair over ipv6", "[learn]") {
  Window window;
  const Ends from_a{kMacA, kMacB, kA6, kB6};
  const Ends from_b{kMacB, kMacA, kB6, kA6};
  window.every(kSecond, 0, asa(from_a, 105), 0, kLength);
  window.every(kSecond, 1, asa(from_b, 105), 0, kLength);
  const IpAddress group = ip("ff02::1:ff00:2");
  window.hear(0,
              Frame()
                  .ethernet(kMacA, group_mac(group))
                  .ipv6({.source = kA6, .destination = group, .hop_limit = 255})
                  .nd({.type = 135, .target = kB6, .source_link_layer = kMacA}),
              0);
  window.hear(1,
              Frame()
                  .ethernet(kMacB, kMacA)
                  .ipv6({.source = kB6, .destination = kA6, .hop_limit = 255})
                  .nd({.type = 136, .target = kB6, .target_link_layer = kMacB, .flags = 0x60}),
              1);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  // Each has a link-local address, too, made from its MAC, that was quiet so far.
  const IpAddress local_a = ip("fe80::ff:fe00:1");
  CHECK(candidate.policy.peers[0].addresses == std::vector{kA6, local_a});
  CHECK(candidate.policy.peers[1].addresses == std::vector{kB6, ip("fe80::ff:fe00:2")});
  CHECK(candidate.coverage.nd_seen);
  CHECK_FALSE(candidate.coverage.arp_seen);
  CHECK(candidate.coverage.verdict == Verdict::kReady);
  // Reachability probes are unicast, and B asks as A did.
  const auto solicit = [](const Ends& ends, const IpAddress& to, const MacAddress& to_mac,
                          const IpAddress& target) {
    return Frame()
        .ethernet(ends.source_mac, to_mac)
        .ipv6({.source = ends.source, .destination = to, .hop_limit = 255})
        .nd({.type = 135, .target = target, .source_link_layer = ends.source_mac});
  };
  CHECK(verdict(candidate, 1, solicit(from_b, kA6, kMacA, kA6)) == "flow");
  const IpAddress group_a = ip("ff02::1:ff00:1");
  CHECK(verdict(candidate, 1, solicit(from_b, group_a, group_mac(group_a), kA6)) == "flow");
  const Ends quiet_a{kMacA, kMacB, local_a, kB6};
  CHECK(verdict(candidate, 0, solicit(quiet_a, kB6, kMacB, kB6)) == "flow");
}

TEST_CASE("learn: what is missing is said", "[learn]") {
  Window window;
  window.every(kSecond, 0, asa(kAtoB, 105), 0, 20 * kSecond);
  window.hear(1, arp_frame(1, kMacB, kB, kA, kEverybody), 0);
  window.evidence.not_recorded = 5;
  window.evidence.malformed = 3;
  const Candidate candidate = window.learn(20 * kSecond);
  check_pair(candidate);
  window.check_replay(candidate);
  INFO(listing(candidate));
  CHECK(candidate.coverage.verdict == Verdict::kNotReady);
  CHECK_FALSE(candidate.coverage.both_directions);
  CHECK(has_finding(candidate, Verdict::kThin, "only one direction"));
  CHECK(has_finding(candidate, Verdict::kThin, "the window was 20"));
  CHECK(has_finding(candidate, Verdict::kNotReady, "map full"));
  CHECK(count(candidate, DoubtKind::kMalformed) == 1);
  CHECK_THAT(candidate.coverage.not_seen,
             Catch::Matchers::VectorContains(
                 std::string("Cisco ASA state updates (Cisco ASA / FTD failover, confidence M)")));
  // Each unit sends hellos, so the silent one may as well.
  CHECK(flow(candidate, "unit-b > unit-a ip 105")->origin == Origin::kKnowledge);
}
