// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Choosing the units: among many, by name, and not at all.
#include <catch2/catch.hpp>

#include "unit/learn/window.h"

using namespace haguard;
using namespace haguard::learning;

namespace {

void talk(Window& window, const MacAddress& mac_a, const IpAddress& a, const MacAddress& mac_b,
          const IpAddress& b, std::uint8_t protocol, std::uint64_t length) {
  window.every(kSecond, 0, ip_frame(mac_a, mac_b, a, b, protocol), 0, length);
  window.every(kSecond, 1, ip_frame(mac_b, mac_a, b, a, protocol), 0, length);
}

MacAddress numbered(std::uint32_t number) {
  MacAddress mac = kMacA;
  for (std::size_t i = 0; i < 4; ++i)
    mac.bytes[5 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return mac;
}

}  // namespace

TEST_CASE("learn: an unknown protocol between two hosts", "[learn]") {
  Window window;
  arp_between(window, kMinute);
  talk(window, kMacA, kA, kMacB, kB, 253, kMinute);
  const Candidate candidate = window.learn(kMinute);
  window.check_replay(candidate);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.system.empty());
  const Flow* hello = flow(candidate, "unit-a > unit-b ip 253");
  CHECK(hello->name == "ip-253-unit-a");
  CHECK(hello->heartbeat);  // small, regular, both ways
  CHECK(has_finding(candidate, Verdict::kReady, "no known HA system"));
}

TEST_CASE("learn: two equal pairs are not guessed, and told apart by name", "[learn]") {
  const MacAddress other_a = mac("02:00:00:00:00:11");
  const MacAddress other_b = mac("02:00:00:00:00:12");
  Window window;
  talk(window, kMacA, kA, kMacB, kB, 105, kMinute);
  talk(window, other_a, ip("192.0.2.11"), other_b, ip("192.0.2.12"), 105, kMinute);
  const Candidate unsure = window.learn(kMinute);
  CHECK(unsure.policy.peers.empty());
  CHECK(unsure.coverage.verdict == Verdict::kNotReady);
  CHECK(has_finding(unsure, Verdict::kNotReady, "look as much like units"));

  // One name is enough: its partner is who it talks to.
  window.evidence.named = {{"primary", "eth1", {ip("192.0.2.11")}}};
  const Candidate candidate = window.learn(kMinute);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[0].name == "primary");
  CHECK(candidate.policy.peers[0].macs == std::vector{other_a});
  CHECK(candidate.policy.peers[1].name == "unit-b");
  CHECK(candidate.policy.peers[1].macs == std::vector{other_b});
  CHECK(verdict(candidate, 0, ip_frame(kMacA, kMacB, kA, kB, 105)) == "unknown_source");
}

TEST_CASE("learn: named peers confine", "[learn]") {
  Window window;
  talk(window, kMacA, kA, kMacB, kB, 253, kMinute);
  talk(window, kMacStranger, kStranger, kMacB, kB, 105, kMinute);  // looks more like HA
  window.evidence.named = {{"right", "eth2", {kB}}, {"left", "eth1", {kA}}};
  const Candidate candidate = window.learn(kMinute);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[0].name == "left");
  CHECK(candidate.policy.peers[1].name == "right");
  CHECK(verdict(candidate, 0, ip_frame(kMacA, kMacB, kA, kB, 253)) == "flow");
  CHECK(verdict(candidate, 0, ip_frame(kMacStranger, kMacB, kStranger, kB, 105)) ==
        "unknown_source");
}

TEST_CASE("learn: a named peer that was not heard", "[learn]") {
  Window window;
  window.every(kSecond, 0, arp_frame(1, kMacA, kA, kB, kEverybody), 0, kMinute);
  window.hear(1, arp_frame(1, kMacStranger, kStranger, kA, kEverybody), 0);
  window.evidence.named = {{"left", "eth1", {kA}}, {"right", "eth2", {kB}}};
  const Candidate candidate = window.learn(kMinute);
  INFO(listing(candidate));
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[1].macs.empty());
  CHECK(candidate.policy.peers[1].addresses == std::vector{kB});
  CHECK(candidate.coverage.verdict == Verdict::kNotReady);
  CHECK(has_finding(candidate, Verdict::kNotReady, "right was not heard on eth2"));
  CHECK(count(candidate, DoubtKind::kStranger) == 1);
}

TEST_CASE("learn: names that contradict the ports are refused", "[learn]") {
  Window window;
  talk(window, kMacA, kA, kMacB, kB, 105, kMinute);
  (void)window.learn(kMinute);
  window.evidence.named = {{"left", "eth9", {kA}}};
  const auto port = make_candidate(window.evidence, knowledge());
  REQUIRE_FALSE(port.ok());
  CHECK(port.error().kind == ErrorKind::kUsage);
  CHECK_THAT(port.error().message, Catch::Contains("eth9"));
  window.evidence.named = {{"left", "eth1", {kA}}, {"right", "eth1", {kB}}};
  CHECK_FALSE(make_candidate(window.evidence, knowledge()).ok());
  window.evidence.named.clear();
  window.evidence.system = "nonesuch";
  const auto system = make_candidate(window.evidence, knowledge());
  REQUIRE_FALSE(system.ok());
  CHECK(system.error().kind == ErrorKind::kNotFound);
}

TEST_CASE("learn: a configured system seeds although it was not recognised", "[learn]") {
  Window window;
  arp_between(window, kMinute);
  talk(window, kMacA, kA, kMacB, kB, 50, kMinute);
  window.evidence.system = "cisco-asa";
  const Candidate candidate = window.learn(kMinute);
  INFO(listing(candidate));
  CHECK(candidate.policy.system == "cisco-asa");
  CHECK(flow(candidate, "unit-a > unit-b ip 1 icmp-type 8") != nullptr);
}

TEST_CASE("learn: nothing at all", "[learn]") {
  Window window;
  const Candidate candidate = window.learn(kMinute);
  CHECK(candidate.policy.flows.empty());
  CHECK(candidate.coverage.verdict == Verdict::kNotReady);
}

TEST_CASE("learn: the pair in a flood of 16384 hosts", "[learn]") {
  Window window;
  arp_between(window, kMinute);
  talk(window, kMacA, kA, kMacB, kB, 105, kMinute);
  for (std::uint32_t i = 0; i < 16384; ++i) {
    const std::uint32_t number = 0x10000 + i;
    const IpAddress from =
        ip("198.51." + std::to_string(100 + i / 256 % 64) + "." + std::to_string(i % 256));
    const auto side = static_cast<std::uint8_t>(i % 2);
    window.strange(side, arp_frame(1, numbered(number), from, side == 0 ? kB : kA, kEverybody),
                   i * kMs);
  }
  const Candidate candidate = window.learn(kMinute);
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.peers[0].macs == std::vector{kMacA});
  CHECK(candidate.policy.peers[1].macs == std::vector{kMacB});
  CHECK(candidate.policy.flows.size() < 20);
  CHECK(candidate.doubts.size() == kMaxDoubts);
  CHECK(candidate.doubts.size() + candidate.doubts_omitted == 16384);
  CHECK(verdict(candidate, 0, ip_frame(kMacA, kMacB, kA, kB, 105)) == "flow");
}

TEST_CASE("learn: one mac with 16384 forged addresses", "[learn]") {
  Window window;
  arp_between(window, kMinute);
  talk(window, kMacA, kA, kMacB, kB, 105, kMinute);
  for (std::uint32_t i = 0; i < 16384; ++i) {
    const IpAddress from = ip("198.51." + std::to_string(i / 256) + "." + std::to_string(i % 256));
    window.strange(0, ip_frame(kMacStranger, kMacB, from, kB, 253), i * kMs);
  }
  const Candidate candidate = window.learn(kMinute);
  CHECK(candidate.policy.peers[0].macs == std::vector{kMacA});
  CHECK(count(candidate, DoubtKind::kStranger) == 1);
}

TEST_CASE("learn: a stream to an address that never answers", "[learn]") {
  const IpAddress silent = ip("198.51.100.2");
  const auto bfd = [](const MacAddress& from_mac, const MacAddress& to_mac, const IpAddress& from,
                      const IpAddress& to) {
    return Frame()
        .ethernet(from_mac, to_mac)
        .ipv4({.source = from, .destination = to, .ttl = 255})
        .udp({.source = 49152, .destination = 4784})
        .payload_size(24);
  };
  Window window;
  arp_between(window, kMinute);
  window.every(kSecond, 0, bfd(kMacA, kMacB, kA, kB), 0, kMinute);
  window.every(kSecond, 1, bfd(kMacB, kMacA, kB, kA), 0, kMinute);
  window.every(kSecond, 0, bfd(kMacA, kMacB, kA, silent), 0, kMinute);
  // The same to an address at nobody's MAC stays out.
  window.strange(0, bfd(kMacA, kMacStranger, kA, ip("198.51.100.3")), 0);
  const Candidate candidate = window.learn(kMinute);
  window.check_replay(candidate);
  INFO(listing(candidate));
  CHECK(candidate.policy.peers[1].addresses == std::vector{kB, silent});
  CHECK(has_finding(candidate, Verdict::kReady, "198.51.100.2 was never heard"));
  CHECK(count(candidate, DoubtKind::kUnknownReceiver) == 1);
}

TEST_CASE("learn: one host alone", "[learn]") {
  const IpAddress group = ip("224.0.0.18");
  Window window;
  window.every(kSecond, 0,
               Frame()
                   .ethernet(kMacA, group_mac(group))
                   .ipv4({.source = kA, .destination = group, .protocol = 112, .ttl = 255})
                   .payload_size(20),
               0, kMinute);
  const Candidate candidate = window.learn(kMinute);
  window.check_replay(candidate);
  REQUIRE(candidate.policy.peers.size() == 1);
  CHECK(candidate.policy.peers[0].macs == std::vector{kMacA});
  CHECK(candidate.coverage.verdict == Verdict::kNotReady);
  CHECK(has_finding(candidate, Verdict::kNotReady, "1 of two units known"));
}

TEST_CASE("learn: two hosts that only speak to their link", "[learn]") {
  const MacAddress slow = mac("01:80:c2:00:00:02");
  Window window;
  window.every(kSecond, 0, Frame().ethernet(kMacA, slow, 0x8809).payload_size(110), 0, kMinute);
  window.every(kSecond, 1, Frame().ethernet(kMacB, slow, 0x8809).payload_size(110), 0, kMinute);
  const Candidate candidate = window.learn(kMinute);
  window.check_replay(candidate);
  REQUIRE(candidate.policy.peers.size() == 2);
  CHECK(candidate.policy.flows.size() == 2);
  CHECK(candidate.policy.flows[0].name == "lacp-unit-a");
}
