// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which side the frames of a capture came from: who talks to whom says it, or the operator does.
#include "replay/sides.h"

#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "fixture/pair.h"

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

Capture capture_of(const std::vector<Bytes>& frames) {
  Capture capture;
  for (const Bytes& frame : frames) {
    const auto size = static_cast<std::uint32_t>(frame.size());
    capture.frames.push_back({capture.frames.size(), size, frame});
  }
  return capture;
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
