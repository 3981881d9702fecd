// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The gate before frames go another way: each thing that would lose them, or the operator, is told.
#include "gate/forward.h"

#include <catch2/catch.hpp>

#include "net/xdp_features.h"

using namespace haguard;

namespace {

constexpr std::uint64_t kAble = kXdpSends | kXdpSendsFragments;

Interface make_port(const std::string& name, unsigned index, unsigned master) {
  Interface port;
  port.name = name;
  port.index = index;
  port.master = master;
  port.up = true;
  port.mtu = 1500;
  return port;
}

Interface make_bridge() {
  Interface bridge = make_port("br0", 3, 0);
  bridge.kind = "bridge";
  return bridge;
}

ForwardFacts sound() {
  ForwardFacts facts;
  facts.link = "rooms";
  facts.ports = {"eth1", "eth2"};
  facts.interfaces = {make_port("eth1", 1, 3), make_port("eth2", 2, 3), make_bridge()};
  facts.features = {kAble, kAble};
  return facts;
}

void require_one(const ForwardFacts& facts, hg_forward forward, const std::string& words) {
  const std::vector<Objection> objections = judge_forward(facts, forward);
  REQUIRE(objections.size() == 1);
  INFO(objections[0].text);
  CHECK(objections[0].text.find(words) != std::string::npos);
  CHECK_FALSE(objections[0].remedy.empty());
}

}  // namespace

TEST_CASE("nothing speaks against either way of a sound link", "[forward]") {
  CHECK(judge_forward(sound(), HG_FORWARD_REDIRECT).empty());
  CHECK(judge_forward(sound(), HG_FORWARD_KERNEL).empty());
}

TEST_CASE("redirect needs both ports, alike, with drivers that send", "[forward]") {
  ForwardFacts facts = sound();
  SECTION("gone") {
    facts.interfaces.erase(facts.interfaces.begin() + 1);
    require_one(facts, HG_FORWARD_REDIRECT, "eth2 is not there");
  }
  SECTION("down") {
    facts.interfaces[0].up = false;
    require_one(facts, HG_FORWARD_REDIRECT, "eth1 is down");
  }
  SECTION("another mtu") {
    facts.interfaces[1].mtu = 1400;
    require_one(facts, HG_FORWARD_REDIRECT, "eth1 has mtu 1500 and eth2 has 1400");
  }
  SECTION("a driver that does not send") {
    facts.features[1] = 1;
    require_one(facts, HG_FORWARD_REDIRECT, "the driver of eth2 does not send");
  }
  SECTION("large frames and a driver that sends one buffer") {
    facts.interfaces[0].mtu = 9000;
    facts.interfaces[1].mtu = 9000;
    facts.features = {kAble, kXdpSends};
    require_one(facts, HG_FORWARD_REDIRECT, "several buffers, and its mtu is 9000");
  }
  SECTION("the default route") {
    facts.default_routes = {3};
    CHECK(judge_forward(facts, HG_FORWARD_REDIRECT).size() == 2);  // br0 is above both
  }
  SECTION("the operator's session") {
    facts.session = Session{*IpAddress::parse("198.51.100.7"), 1};
    require_one(facts, HG_FORWARD_REDIRECT, "198.51.100.7 goes through eth1");
  }
}

TEST_CASE("a kernel that does not tell what drivers can is no objection", "[forward]") {
  ForwardFacts facts = sound();
  facts.features = {std::nullopt, std::nullopt};
  CHECK(judge_forward(facts, HG_FORWARD_REDIRECT).empty());
}

TEST_CASE("the kernel needs a bridge of both ports, or routing", "[forward]") {
  ForwardFacts facts = sound();
  SECTION("one port is in none") {
    facts.interfaces[1].master = 0;
  }
  SECTION("two bridges") {
    facts.interfaces[1].master = 4;
  }
  SECTION("a bond") {
    facts.interfaces[2].kind = "bond";
  }
  CHECK(shared_bridge(facts) == nullptr);
  require_one(facts, HG_FORWARD_KERNEL, "no common bridge");
  facts.routed = true;
  CHECK(judge_forward(facts, HG_FORWARD_KERNEL).empty());
}
