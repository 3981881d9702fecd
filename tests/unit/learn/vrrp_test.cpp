// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// VRRP: one unit sends, the other is silent, and addresses move.
#include <catch2/catch.hpp>

#include "unit/learn/window.h"

using namespace haguard;
using namespace haguard::learning;

namespace {

const IpAddress kGroup = ip("224.0.0.18");
const IpAddress kVirtual = ip("192.0.2.100");
const MacAddress kVirtualMac = mac("00:00:5e:00:01:33");

Frame advert(const MacAddress& from_mac, const IpAddress& from) {
  return Frame()
      .ethernet(from_mac, group_mac(kGroup))
      .ipv4({.source = from, .destination = kGroup, .protocol = 112, .ttl = 255})
      .payload_size(20);
}

Frame report(const MacAddress& from_mac, const IpAddress& from, const IpAddress& to) {
  return Frame()
      .ethernet(from_mac, group_mac(to))
      .ipv4({.source = from, .destination = to, .protocol = 2, .options = {148, 4, 0, 0}, .ttl = 1})
      .payload_size(8);
}

Frame announce(const MacAddress& from_mac, const IpAddress& address) {
  return arp_frame(1, from_mac, address, address, kEverybody);
}

void check_moves(const Candidate& candidate) {
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.system == "vrrp");
  for (const Peer& peer : candidate.policy.peers)
    CHECK(peer.shared_addresses == std::vector{kVirtual});
  CHECK(candidate.policy.peers[0].addresses == std::vector{kA});
  CHECK(candidate.policy.peers[1].addresses == std::vector{kB});
  // Whoever is active: adverts and the announcement of the address, from either side.
  CHECK(verdict(candidate, 0, advert(kMacA, kA)) == "flow");
  CHECK(verdict(candidate, 1, advert(kMacB, kB)) == "flow");
  CHECK(verdict(candidate, 0, announce(kMacA, kVirtual)) == "flow");
  CHECK(verdict(candidate, 1, announce(kMacB, kVirtual)) == "flow");
  // Membership, also while an interface has no other address, or only the moving one.
  for (const IpAddress& source : {kB, ip("0.0.0.0"), kVirtual})
    CHECK(verdict(candidate, 1, report(kMacB, source, ip("224.0.0.22"))) == "flow");
  // The peers' own addresses do not move.
  CHECK(verdict(candidate, 1, advert(kMacB, kA)) == "wrong_side");
  CHECK(verdict(candidate, 1, announce(kMacB, kA)) == "arp_lie");
  CHECK(verdict(candidate, 1, advert(kMacStranger, kB)) == "mac_mismatch");
}

}  // namespace

TEST_CASE("learn: vrrp with a silent backup", "[learn]") {
  Window window;
  window.hear(0, announce(kMacA, kVirtual), kSecond);
  window.every(kSecond, 0, advert(kMacA, kA), 0, kLength);
  window.hear(0, report(kMacA, kA, ip("224.0.0.22")), kSecond);
  window.hear(1, report(kMacB, kB, ip("224.0.0.22")), kSecond);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  check_moves(candidate);
  CHECK(candidate.coverage.verdict == Verdict::kReady);
  CHECK(has_finding(candidate, Verdict::kReady, "only unit-a sends"));
  CHECK_FALSE(has_finding(candidate, Verdict::kThin, "no address that moves"));
  const Flow* seeded = flow(candidate, "unit-b > - ip 112 destination 224.0.0.18");
  REQUIRE(seeded != nullptr);
  CHECK(seeded->heartbeat);
  CHECK(seeded->origin == Origin::kKnowledge);
}

TEST_CASE("learn: vrrp, both units were active in the window", "[learn]") {
  Window window;
  window.every(kSecond, 0, advert(kMacA, kA), 0, kMinute);
  window.hear(0, announce(kMacA, kVirtual), 0);
  window.every(kSecond, 1, advert(kMacB, kB), kMinute, 2 * kMinute);
  window.hear(1, announce(kMacB, kVirtual), kMinute);
  window.every(kSecond, 0, advert(kMacA, kA), 2 * kMinute, kLength);
  window.hear(0, announce(kMacA, kVirtual), 2 * kMinute);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  check_moves(candidate);
}

TEST_CASE("learn: vrrp from the virtual mac", "[learn]") {
  Window window;
  window.every(kSecond, 0, advert(kVirtualMac, kA), 0, kLength);
  window.hear(0, announce(kVirtualMac, kVirtual), 0);
  window.hear(0, arp_frame(1, kMacA, kA, kB, kEverybody), 0);
  window.hear(1, arp_frame(2, kMacB, kB, kA, kMacA), 1);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[0].macs == std::vector{kMacA});
  CHECK(candidate.policy.peers[1].macs == std::vector{kMacB});
  for (const Peer& peer : candidate.policy.peers) {
    CHECK(peer.shared_macs == std::vector{kVirtualMac});
    CHECK(peer.shared_addresses == std::vector{kVirtual});
  }
  CHECK(verdict(candidate, 1, advert(kVirtualMac, kB)) == "flow");
  CHECK(verdict(candidate, 1, announce(kVirtualMac, kVirtual)) == "flow");
}

TEST_CASE("learn: vrrp, named units that only virtual macs were heard from", "[learn]") {
  const MacAddress other_virtual = mac("00:00:5e:00:01:34");
  Window window;
  window.evidence.named = {{"left", "eth1", {kA}}, {"right", "eth2", {kB}}};
  window.every(kSecond, 0, advert(kVirtualMac, kA), 0, kMinute);
  window.every(kSecond, 0, advert(other_virtual, kA), 0, kMinute);
  window.every(kSecond, 1, advert(kVirtualMac, kB), kMinute, kLength);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  for (const Peer& peer : candidate.policy.peers) {
    CHECK(peer.macs.empty());
    CHECK(peer.shared_macs == std::vector{kVirtualMac, other_virtual});
  }
  CHECK(candidate.doubts.empty());
  CHECK(has_finding(candidate, Verdict::kThin, "left was heard from virtual MACs alone"));
  CHECK(verdict(candidate, 1, advert(kVirtualMac, kA)) == "wrong_side");
  CHECK(verdict(candidate, 1, advert(kVirtualMac, kStranger)) == "unknown_source");
}

TEST_CASE("learn: vrrp version 3 over ipv6 link-local", "[learn]") {
  const IpAddress group = ip("ff02::12");
  const IpAddress local_a = ip("fe80::1");
  const IpAddress local_b = ip("fe80::2");
  const auto advert6 = [&](const MacAddress& from_mac, const IpAddress& from) {
    return Frame()
        .ethernet(from_mac, group_mac(group))
        .ipv6({.source = from, .destination = group, .next_header = 112, .hop_limit = 255})
        .payload_size(40);
  };
  const auto listener = [&](const MacAddress& from_mac, const IpAddress& from) {
    const IpAddress routers = ip("ff02::16");
    return Frame()
        .ethernet(from_mac, group_mac(routers))
        .ipv6({.source = from, .destination = routers, .hop_limit = 1})
        .hop_by_hop({5, 2, 0, 0, 1, 0})
        .icmp({.type = 143})
        .payload_size(24);
  };
  Window window;
  window.every(kSecond, 0, advert6(kMacA, local_a), 0, kLength);
  window.hear(1, listener(kMacB, local_b), kSecond);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[0].addresses == std::vector{local_a});
  CHECK(candidate.policy.peers[1].addresses == std::vector{local_b});
  CHECK(verdict(candidate, 1, advert6(kMacB, local_b)) == "flow");
  CHECK(verdict(candidate, 1, listener(kMacB, ip("::"))) == "flow");
  const IpAddress routers = ip("ff02::2");
  CHECK(verdict(candidate, 1,
                Frame()
                    .ethernet(kMacB, group_mac(routers))
                    .ipv6({.source = local_b, .destination = routers, .hop_limit = 255})
                    .nd({.type = 133, .source_link_layer = kMacB})) == "flow");
}

TEST_CASE("learn: vrrp, the virtual address never announced in the window", "[learn]") {
  Window window;
  window.every(kSecond, 0, advert(kMacA, kA), 0, kLength);
  arp_between(window, kLength);
  const Candidate candidate = window.learn(kLength);
  INFO(listing(candidate));
  CHECK(candidate.policy.system == "vrrp");
  CHECK(verdict(candidate, 1, announce(kMacB, kVirtual)) != "flow");
  CHECK(has_finding(candidate, Verdict::kThin, "no address that moves"));
  CHECK(candidate.coverage.verdict == Verdict::kThin);
}

TEST_CASE("learn: a silent backup among several hosts is not guessed", "[learn]") {
  Window window;
  window.every(kSecond, 0, advert(kMacA, kA), 0, kLength);
  window.hear(1, report(kMacB, kB, ip("224.0.0.22")), kSecond);
  window.hear(1, report(kMacStranger, kStranger, ip("224.0.0.22")), kSecond);
  const Candidate candidate = window.learn(kLength);
  INFO(listing(candidate));
  CHECK(candidate.policy.peers.empty());
  CHECK(candidate.policy.flows.empty());
  CHECK(candidate.coverage.verdict == Verdict::kNotReady);
  CHECK(has_finding(candidate, Verdict::kNotReady, "could be its partner"));
  CHECK(count(candidate, DoubtKind::kStranger) == 3);

  // Naming them is enough.
  window.evidence.named = {{"left", "eth1", {kA}}, {"right", "eth2", {kB}}};
  const Candidate named = window.learn(kLength);
  REQUIRE(named.policy.peers.size() == 2);
  CHECK(named.policy.peers[1].name == "right");
  CHECK(verdict(named, 1, advert(kMacB, kB)) == "flow");
  CHECK(verdict(named, 1, advert(kMacStranger, kStranger)) == "unknown_source");

  // So is a report for the very group.
  window.evidence.named.clear();
  window.hear(1, report(kMacB, kB, kGroup), 2 * kSecond);
  const Candidate joined = window.learn(kLength);
  REQUIRE(joined.policy.peers.size() == 2);
  CHECK(joined.policy.peers[1].addresses == std::vector{kB});
}
