// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which side the frames of a capture came from: who talks to whom says it, or the operator does.
#include "replay/sides.h"

#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "fixture/pair.h"
#include "fixture/pcap.h"

using namespace haguard;

namespace {

using Sides = std::vector<std::uint8_t>;

Bytes ip_frame(const MacAddress& mac, const IpAddress& from, const IpAddress& to) {
  return Frame()
      .ethernet(mac, kMacB)
      .ipv4({.source = from, .destination = to, .protocol = 105})
      .payload_size(8)
      .bytes();
}

const Bytes kFromA = ip_frame(kMacA, kIpA, kIpB);
const Bytes kFromB = ip_frame(kMacB, kIpB, kIpA);

}  // namespace

TEST_CASE("sides: two that talk are on different sides, in every frame", "[replay]") {
  const Capture capture = capture_of({kFromB, kFromA, kFromA, kFromB, kFromA});
  const SidedCapture sided = must(find_sides(capture, {}, {}));
  CHECK(sided.ports == std::vector<std::string>{"side-a", "side-b"});
  CHECK(sided.sides == Sides{1, 0, 0, 1, 0});
}

TEST_CASE("sides: the side behind which nobody was known has a name of its own", "[replay]") {
  const Capture capture = capture_of({kFromA, kFromB});
  const auto ports = [&](const std::vector<std::string>& known) {
    return must(find_sides(capture, known, {})).ports;
  };
  CHECK(ports({"side-a"}) == std::vector<std::string>{"side-a", "side-b"});
  CHECK(ports({"side-b"}) == std::vector<std::string>{"side-b", "side-a"});
  CHECK(ports({"eth1"}) == std::vector<std::string>{"eth1", "side-a"});
}

TEST_CASE("sides: more pairs than there is memory for are refused", "[replay]") {
  const Capture capture = capture_of({kFromA, kFromB, kFromA});
  CHECK(find_sides(capture, {}, {}, 2).ok());
  const auto sided = find_sides(capture, {}, {}, 1);
  REQUIRE_FALSE(sided.ok());
  CHECK(sided.error().kind == ErrorKind::kFailed);
  CHECK(sided.error().message.find("more than 1 pair of a sender") != std::string::npos);
}

TEST_CASE("sides: who was named is where the operator said", "[replay]") {
  const Capture capture = capture_of({kFromA, kFromB});
  const std::vector<NamedPeer> named = {{"primary", "eth2", {kIpA}}, {"secondary", "eth1", {kIpB}}};
  const SidedCapture sided = must(find_sides(capture, {"eth1", "eth2"}, named));
  CHECK(sided.sides == Sides{1, 0});
}

TEST_CASE("sides: an address without a conversation is where its MAC is", "[replay]") {
  const Bytes announced = ip_frame(kMacA, kIpShared, kIpVrrp);
  const SidedCapture sided =
      must(find_sides(capture_of({announced, kFromB, kFromA, announced}), {}, {}));
  CHECK(sided.sides == Sides{0, 1, 0, 0});
}

// It moved from one unit to the other: the capture's last word counts.
TEST_CASE("sides: an address that moves is where its last MAC is", "[replay]") {
  const Bytes by_a = ip_frame(kMacA, kIpShared, kIpVrrp);
  const Bytes by_b = ip_frame(kMacB, kIpShared, kIpVrrp);
  const SidedCapture to_b =
      must(find_sides(capture_of({kFromA, kFromB, by_a, by_a, by_b}), {}, {}));
  CHECK(to_b.sides == Sides{0, 1, 1, 1, 1});
  const SidedCapture to_a =
      must(find_sides(capture_of({kFromA, kFromB, by_b, by_a, by_b, by_a}), {}, {}));
  CHECK(to_a.sides == Sides{0, 1, 0, 0, 0, 0});
}

TEST_CASE("sides: a MAC that is known is on its side, without an address", "[replay]") {
  const Bytes hello = Frame().ethernet(kMacA, kMacBroadcast, 0x8890).payload_size(46).bytes();
  const std::vector<NamedPeer> named = {{"primary", "eth2", {kIpA}, {kMacA}},
                                        {"secondary", "eth1", {kIpB}, {kMacB}}};
  const SidedCapture sided = must(find_sides(capture_of({hello}), {"eth1", "eth2"}, named));
  CHECK(sided.sides == Sides{1});
}

// One conversation each, and a chain in the order that takes a colour longest to walk: both were
// quadratic once.
TEST_CASE("sides: many conversations of strangers are told apart in one go", "[replay]") {
  constexpr std::uint32_t kMany = 50'000;
  const auto station = [](std::uint8_t net, std::uint32_t i) {
    const std::uint8_t bytes[4] = {net, static_cast<std::uint8_t>(i >> 16),
                                   static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
    return IpAddress::v4(bytes);
  };
  std::vector<Bytes> frames;
  for (std::uint32_t i = 0; i < kMany; ++i)
    frames.push_back(ip_frame(kMacVirtual, station(10, i), station(11, i)));
  for (std::uint32_t i = kMany; i > 0; --i)
    frames.push_back(ip_frame(kMacVirtual, station(12, i), station(12, i - 1)));
  const SidedCapture sided = must(find_sides(capture_of(frames), {}, {}));
  REQUIRE(sided.sides.size() == frames.size());
  // Along the chain the sides take turns.
  for (std::uint32_t i = kMany + 1; i < 2 * kMany; ++i)
    if (sided.sides[i] == sided.sides[i - 1]) FAIL("at " << i);
}
