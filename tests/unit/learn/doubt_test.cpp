// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What is left out, and why: strangers, single frames, one direction, contested addresses, lies.
#include <catch2/catch.hpp>

#include "unit/learn/window.h"

using namespace haguard;
using namespace haguard::learning;

namespace {

void pair(Window& window) {
  arp_between(window, kLength);
  window.every(kSecond, 0, ip_frame(kMacA, kMacB, kA, kB, 105), 0, kLength);
  window.every(kSecond, 1, ip_frame(kMacB, kMacA, kB, kA, 105), 0, kLength);
}

}  // namespace

TEST_CASE("learn: single frames and single directions are left out", "[learn]") {
  Window window;
  pair(window);
  window.strange(0, ip_frame(kMacA, kMacB, kA, kB, 200), kSecond);
  window.strange(0,
                 Frame()
                     .ethernet(kMacA, kMacB)
                     .ipv4({.source = kA, .destination = kB})
                     .tcp({.source = 50000, .destination = 22, .flags = kTcpSyn}),
                 kSecond);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  CHECK(count(candidate, DoubtKind::kSeenOnce) == 1);
  CHECK(count(candidate, DoubtKind::kOneWay) == 1);
  for (const Doubt& doubt : candidate.doubts) {
    CHECK(doubt.left_out);
    CHECK_FALSE(doubt.reason.empty());
    CHECK_FALSE(doubt.hint.empty());
  }
}

TEST_CASE("learn: a single frame that the system explains stays", "[learn]") {
  Window window;
  pair(window);
  window.hear(0, ip_frame(kMacA, kMacB, kA, kB, 9), kSecond);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  CHECK(flow(candidate, "unit-a > unit-b ip 9")->origin == Origin::kLearned);
  CHECK(flow(candidate, "unit-b > unit-a ip 9")->origin == Origin::kKnowledge);
}

TEST_CASE("learn: a peer talks to somebody else", "[learn]") {
  Window window;
  pair(window);
  window.strange(0, ip_frame(kMacA, kMacStranger, kA, kStranger, 105), kSecond);
  window.strange(0, arp_frame(1, kMacA, kA, kStranger, kEverybody), kSecond);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  CHECK(count(candidate, DoubtKind::kUnknownReceiver) == 2);
  CHECK(candidate.coverage.verdict == Verdict::kReady);
}

TEST_CASE("learn: a forwarded address is not a peer's own", "[learn]") {
  Window window;
  pair(window);
  window.strange(0, ip_frame(kMacA, kMacB, ip("198.51.100.7"), kB, 200), kSecond);
  window.strange(0, ip_frame(kMacA, kMacB, ip("198.51.100.7"), kB, 200), 2 * kSecond);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  CHECK(candidate.policy.peers[0].addresses == std::vector{kA});
  CHECK(count(candidate, DoubtKind::kStranger) == 1);
}

TEST_CASE("learn: an intruder with a peer's address", "[learn]") {
  const auto side = GENERATE(std::uint8_t{0}, std::uint8_t{1});
  Window window;
  pair(window);
  window.strange(side, ip_frame(kMacStranger, kMacB, kA, kB, 106), kSecond);
  window.strange(side, arp_frame(2, kMacStranger, kA, kB, kMacB), kSecond);
  const Candidate candidate = window.learn(kLength);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[0].macs == std::vector{kMacA});
  CHECK(candidate.policy.peers[0].addresses == std::vector{kA});
  CHECK(candidate.policy.peers[1].addresses == std::vector{kB});
  CHECK(count(candidate, DoubtKind::kMacChanged) > 0);
  CHECK(candidate.coverage.verdict == Verdict::kNotReady);
  window.check_replay(candidate);
}

TEST_CASE("learn: an intruder in the very flow of a peer", "[learn]") {
  Window window;
  pair(window);
  window.strange(0, ip_frame(kMacStranger, kMacB, kA, kB, 105), kLength - 1);
  const Candidate candidate = window.learn(kLength);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[0].macs == std::vector{kMacA});
  CHECK(count(candidate, DoubtKind::kMacChanged) == 1);
  CHECK(candidate.coverage.verdict == Verdict::kNotReady);
  window.check_replay(candidate);
}

TEST_CASE("learn: a looped frame gives nobody's address away", "[learn]") {
  Window window;
  pair(window);
  window.strange(1, ip_frame(kMacA, kMacB, kA, kB, 105), kSecond);
  const Candidate candidate = window.learn(kLength);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[0].addresses == std::vector{kA});
  CHECK(candidate.policy.peers[1].addresses == std::vector{kB});
  CHECK(candidate.coverage.verdict == Verdict::kNotReady);
  window.check_replay(candidate);
}

TEST_CASE("learn: the only address of a peer on both sides", "[learn]") {
  Window window;
  window.every(kSecond, 0, ip_frame(kMacA, kEverybody, kA, ip("255.255.255.255"), 105), 0, kLength);
  window.every(kMinute, 1, ip_frame(kMacB, kEverybody, kA, ip("255.255.255.255"), 105), 0, kLength);
  const Candidate candidate = window.learn(kLength);
  INFO(listing(candidate));
  CHECK(count(candidate, DoubtKind::kBothSides) == 1);
  CHECK(candidate.coverage.verdict == Verdict::kNotReady);
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[0].addresses == std::vector{kA});
  CHECK(candidate.policy.peers[1].addresses.empty());
}

TEST_CASE("learn: arp that states another mac", "[learn]") {
  Window window;
  pair(window);
  window.strange(0,
                 Frame()
                     .ethernet(kMacA, kEverybody)
                     .arp({.operation = 2, .sender_mac = kMacStranger, .sender = kA, .target = kA})
                     .pad(),
                 kSecond);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  CHECK(count(candidate, DoubtKind::kLie) == 1);
  CHECK(verdict(candidate, 0, arp_frame(2, kMacA, kA, kA, kEverybody)) == "flow");
}

TEST_CASE("learn: a probe before an address is used", "[learn]") {
  Window window;
  pair(window);
  window.hear(0, arp_frame(1, kMacA, ip("0.0.0.0"), kA, kEverybody), kSecond);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  CHECK(verdict(candidate, 0, arp_frame(1, kMacStranger, ip("0.0.0.0"), kA, kEverybody)) != "flow");
}

TEST_CASE("learn: frames of the link itself", "[learn]") {
  const MacAddress slow = mac("01:80:c2:00:00:02");
  const auto lacp = [&](const MacAddress& from) {
    return Frame().ethernet(from, slow, 0x8809).payload_size(110);
  };
  Window window;
  pair(window);
  window.every(30 * kSecond, 0, lacp(kMacA), 0, kLength);
  window.every(30 * kSecond, 1, lacp(kMacB), 0, kLength);
  window.every(2 * kSecond, 0,
               Frame().ethernet(kMacA, mac("01:80:c2:00:00:00")).llc(0x42, 0x42).payload_size(35),
               0, kLength);
  window.strange(1, lacp(mac("02:00:00:00:00:77")), 0);
  window.strange(1, lacp(mac("02:00:00:00:00:77")), kSecond);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  const std::string identity = "unit-a > - ethertype 0x8809 destination-mac 01:80:c2:00:00:02";
  CHECK(label_text(evidence_of(candidate, identity)->labels) == "LACP (slow protocols)");
  CHECK(count(candidate, DoubtKind::kStranger) == 1);
}

TEST_CASE("learn: fragments without a first one", "[learn]") {
  Window window;
  pair(window);
  const auto pieces = fragment(Frame()
                                   .ethernet(kMacA, kMacB)
                                   .ipv4({.source = kA, .destination = kB, .protocol = 200})
                                   .payload_size(3000)
                                   .bytes(),
                               1500, 1);
  window.hear(0, pieces.at(1), kSecond);
  const Candidate candidate = window.learn(kLength);
  CHECK(count(candidate, DoubtKind::kOnlyFragments) == 1);
  CHECK(verdict(candidate, 0, pieces.at(1)) == "fragment");
}
