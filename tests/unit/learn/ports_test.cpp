// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Ephemeral ports are generalised from evidence, and only from evidence.
#include <catch2/catch.hpp>

#include "unit/learn/window.h"

using namespace haguard;
using namespace haguard::learning;

namespace {

Frame ip_from(std::uint8_t side) {
  Frame frame;
  if (side == 0)
    frame.ethernet(kMacA, kMacB).ipv4({.source = kA, .destination = kB});
  else
    frame.ethernet(kMacB, kMacA).ipv4({.source = kB, .destination = kA});
  return frame;
}

Frame udp(std::uint8_t side, std::uint16_t source, std::uint16_t destination) {
  return ip_from(side).udp({.source = source, .destination = destination}).payload("x");
}

Frame tcp(std::uint8_t side, std::uint16_t source, std::uint16_t destination,
          std::uint8_t flags = kTcpAck) {
  return ip_from(side).tcp({.source = source, .destination = destination, .flags = flags});
}

// A connection that `side` opens, and some data.
void connection(Window& window, std::uint8_t side, std::uint16_t client, std::uint16_t server,
                std::uint64_t at) {
  const auto other = static_cast<std::uint8_t>(1 - side);
  window.hear(side, tcp(side, client, server, kTcpSyn), at);
  window.hear(other, tcp(other, server, client, kTcpSyn | kTcpAck), at + 1);
  window.every(kSecond, side, tcp(side, client, server), at + 2, at + 20 * kSecond);
  window.every(kSecond, other, tcp(other, server, client), at + 3, at + 20 * kSecond);
}

}  // namespace

TEST_CASE("learn: conntrackd, whose source port changes at a restart", "[learn]") {
  const bool restarted_in_window = GENERATE(false, true);
  Window window;
  arp_between(window, kLength);
  window.every(kSecond, 0, udp(0, 41000, 3780), 0, kMinute);
  window.every(kSecond, 1, udp(1, 42000, 3780), 0, kLength);
  window.every(kSecond, 0, udp(0, restarted_in_window ? 51000 : 41000, 3780), kMinute, kLength);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  CHECK(candidate.policy.system == "conntrackd");
  CHECK(flow(candidate, "unit-a > unit-b ip 17 destination-port 3780") != nullptr);
  CHECK(verdict(candidate, 0, udp(0, 33333, 3780)) == "flow");
  CHECK(verdict(candidate, 1, udp(1, 1025, 3780)) == "flow");
  CHECK(verdict(candidate, 0, udp(0, 3780, 41000)) == "unknown_protocol");
  // What the kernel says while the daemon is down.
  CHECK(verdict(candidate, 1, ip_from(1).icmp({.type = 3, .code = 3}).payload_size(36)) == "flow");
  CHECK(candidate.coverage.verdict == Verdict::kReady);
}

TEST_CASE("learn: vrrp and conntrackd together", "[learn]") {
  const IpAddress group = ip("224.0.0.18");
  Window window;
  arp_between(window, kLength);
  window.every(kSecond, 0, udp(0, 41000, 3780), 0, kLength);
  window.every(kSecond, 1, udp(1, 42000, 3780), 0, kLength);
  window.every(kSecond, 0,
               Frame()
                   .ethernet(kMacA, group_mac(group))
                   .ipv4({.source = kA, .destination = group, .protocol = 112, .ttl = 255})
                   .payload_size(20),
               0, kLength);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  std::vector<std::string> in_use;
  for (const Recognised& system : candidate.systems)
    if (system.in_use) in_use.push_back(system.system);
  CHECK_THAT(in_use,
             Catch::Matchers::UnorderedEquals(std::vector<std::string>{"vrrp", "conntrackd"}));
  CHECK(flow(candidate, "unit-b > - ip 112 destination 224.0.0.18") != nullptr);
}

TEST_CASE("learn: ike floats from 500 to 4500, esp in udp", "[learn]") {
  Window window;
  arp_between(window, kLength);
  window.hear(0, udp(0, 500, 500), kSecond);
  window.hear(1, udp(1, 500, 500), kSecond + 1);
  window.every(kSecond, 0, udp(0, 4500, 4500), 2 * kSecond, kLength);
  window.every(kSecond, 1, udp(1, 4500, 4500), 2 * kSecond, kLength);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  CHECK(candidate.policy.system == "ipsec");
  CHECK(flow(candidate, "unit-a > unit-b ip 17 source-port 500 destination-port 500") != nullptr);
  CHECK(flow(candidate, "unit-b > unit-a ip 17 source-port 4500 destination-port 4500") != nullptr);
  CHECK(verdict(candidate, 0, udp(0, 501, 500)) == "unknown_protocol");
  CHECK(candidate.coverage.verdict == Verdict::kReady);
}

TEST_CASE("learn: ipsec between rekeys shows only esp", "[learn]") {
  Window window;
  arp_between(window, kLength);
  const auto esp = [](std::uint8_t side) {
    Frame frame;
    if (side == 0)
      frame.ethernet(kMacA, kMacB).ipv4({.source = kA, .destination = kB, .protocol = 50});
    else
      frame.ethernet(kMacB, kMacA).ipv4({.source = kB, .destination = kA, .protocol = 50});
    return frame.payload_size(100);
  };
  window.every(kSecond, 0, esp(0), 0, kLength);
  window.every(kSecond, 1, esp(1), 0, kLength);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  const FlowEvidence* rekey =
      evidence_of(candidate, "unit-b > unit-a ip 17 source-port 500 destination-port 500");
  REQUIRE(rekey != nullptr);
  CHECK(rekey->frames == 0);
  CHECK_THAT(rekey->why, Catch::Contains("rekey"));
  CHECK(verdict(candidate, 0, udp(0, 4500, 4500)) == "unknown_protocol");
}

TEST_CASE("learn: corosync over knet", "[learn]") {
  Window window;
  arp_between(window, kLength);
  for (const std::uint8_t side : {std::uint8_t{0}, std::uint8_t{1}}) {
    window.every(kSecond, side, udp(side, 5405, 5405), 0, kLength);
    window.every(kSecond, side, udp(side, 5406, 5406), 0, kLength);
  }
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  CHECK(candidate.policy.system == "corosync");
  CHECK(flow(candidate, "unit-a > unit-b ip 17 source-port 5406 destination-port 5406")->heartbeat);
}

TEST_CASE("learn: tcp by who opened it", "[learn]") {
  Window window;
  arp_between(window, kLength);
  connection(window, 0, 52000, 40100, 0);        // both ports look ephemeral
  connection(window, 1, 53000, 40200, kSecond);  // the other way
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  CHECK(verdict(candidate, 0, tcp(0, 33000, 40100, kTcpSyn)) == "flow");
  CHECK(verdict(candidate, 1, tcp(1, 40100, 33000)) == "flow");
  CHECK(verdict(candidate, 1, tcp(1, 33000, 40200, kTcpSyn)) == "flow");
  CHECK(verdict(candidate, 1, tcp(1, 33000, 40100, kTcpSyn)) == "unknown_protocol");
  CHECK(candidate.doubts.empty());
}

TEST_CASE("learn: tcp that was open before the window", "[learn]") {
  Window window;
  arp_between(window, kLength);
  window.every(kSecond, 0, tcp(0, 52000, 703), 0, kLength);
  window.every(kSecond, 1, tcp(1, 703, 52000), 0, kLength);
  window.every(kSecond, 0, tcp(0, 52001, 40300), 0, kLength);
  window.every(kSecond, 1, tcp(1, 40300, 52001), 0, kLength);
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  CHECK(verdict(candidate, 0, tcp(0, 40000, 703, kTcpSyn)) == "flow");
  // Two ephemeral ports and nobody saw the opening: kept as they are, and said.
  CHECK(verdict(candidate, 0, tcp(0, 40000, 40300, kTcpSyn)) == "unknown_protocol");
  CHECK(count(candidate, DoubtKind::kPorts) == 2);
  for (const Doubt& doubt : candidate.doubts)
    CHECK_FALSE(doubt.left_out);
}

TEST_CASE("learn: udp by which port repeats", "[learn]") {
  Window window;
  arp_between(window, kLength);
  for (std::uint16_t i = 0; i < 20; ++i) {
    window.hear(0, udp(0, static_cast<std::uint16_t>(50000 + i), 45000), i * kSecond);
    window.hear(1, udp(1, 45000, static_cast<std::uint16_t>(50000 + i)), i * kSecond + 1);
  }
  const Candidate candidate = window.learn(kLength);
  window.check_replay(candidate);
  INFO(listing(candidate));
  const FlowEvidence* merged =
      evidence_of(candidate, "unit-a > unit-b ip 17 destination-port 45000");
  REQUIRE(merged != nullptr);
  CHECK(merged->keys == 20);
  CHECK(merged->frames == 20);
  CHECK(flow(candidate, "unit-b > unit-a ip 17 source-port 45000") != nullptr);
  CHECK(verdict(candidate, 0, udp(0, 61000, 45000)) == "flow");
  CHECK(verdict(candidate, 0, udp(0, 61000, 45001)) == "unknown_protocol");
}
