// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/newcomers.h"

#include <arpa/inet.h>

#include <catch2/catch.hpp>
#include <cstring>

using namespace haguard;

namespace {

const std::vector<std::string> kPorts = {"eth1", "eth2"};

Policy policy() {
  Peer primary;
  primary.name = "primary";
  primary.port = "eth1";
  primary.macs = {MacAddress{{2, 0, 0, 0, 0, 1}}};
  primary.addresses = {*IpAddress::parse("192.0.2.1")};
  Policy policy;
  policy.peers = {primary};
  return policy;
}

Observation seen(std::uint8_t protocol, std::uint8_t mac, std::uint8_t side = 0) {
  Observation one;
  one.key.kind = HG_KIND_IPV4;
  one.key.side = side;
  one.key.protocol = protocol;
  one.key.addresses.v4 = {inet_addr("192.0.2.1"), inet_addr("192.0.2.2")};
  const std::uint8_t address[6] = {2, 0, 0, 0, 0, mac};
  std::memcpy(one.seen.source_mac, address, sizeof address);
  return one;
}

}  // namespace

TEST_CASE("newcomers: what was there at the first look is no news") {
  Newcomers newcomers;
  CHECK(newcomers.step({seen(50, 1), seen(51, 0x99)}, policy(), kPorts).empty());
  CHECK(newcomers.step({seen(50, 1), seen(51, 0x99)}, policy(), kPorts).empty());
}

TEST_CASE("newcomers: a flow is told once, several together") {
  Newcomers newcomers;
  CHECK(newcomers.step({}, policy(), kPorts).empty());
  const auto one = newcomers.step({seen(106, 1)}, policy(), kPorts);
  REQUIRE(one.size() == 1);
  CHECK(one[0].kind.name() == "new_flow");
  CHECK(one[0].text == "the policy does not have eth1: 192.0.2.1 > 192.0.2.2 ip 106");
  CHECK(newcomers.step({seen(106, 1)}, policy(), kPorts).empty());
  std::vector<Observation> many;
  for (std::uint8_t protocol = 150; protocol < 162; ++protocol)
    many.push_back(seen(protocol, 1));
  const auto several = newcomers.step(many, policy(), kPorts);
  REQUIRE(several.size() == 1);
  CHECK(several[0].text == "12 flows that the policy does not have");
  REQUIRE(several[0].details.size() == 9);
  CHECK(several[0].details.back() == "and 4 more");
}

TEST_CASE("newcomers: a peer's address with another MAC is told once for each MAC") {
  Newcomers newcomers;
  CHECK(newcomers.step({}, policy(), kPorts).empty());
  const auto news = newcomers.step({seen(105, 0x99)}, policy(), kPorts);
  REQUIRE(news.size() == 1);
  CHECK(news[0].kind.name() == "mac");
  CHECK(news[0].text.find("primary sends from MAC 02:00:00:00:00:99 now") == 0);
  CHECK(newcomers.step({seen(105, 0x99), seen(1, 0x99)}, policy(), kPorts).empty());
  // A key that was there already, from another sender now.
  Observation both = seen(105, 0x99);
  both.seen.flags = HG_SEEN_MANY_MACS;
  const std::uint8_t other[6] = {2, 0, 0, 0, 0, 0x77};
  std::memcpy(both.seen.other_mac, other, sizeof other);
  CHECK(newcomers.step({both}, policy(), kPorts).size() == 1);
  // On the other side it is no peer's address.
  const auto spoofed = newcomers.step({seen(105, 0x55, 1)}, policy(), kPorts);
  REQUIRE(spoofed.size() == 1);
  CHECK(spoofed[0].kind.name() == "new_flow");
}

TEST_CASE("newcomers: what was recorded by a learning run in between is none") {
  Newcomers newcomers;
  newcomers.step({}, policy(), kPorts);
  newcomers.forget();
  CHECK(newcomers.step({seen(106, 1)}, policy(), kPorts).empty());
  CHECK(newcomers.step({seen(106, 1), seen(107, 1)}, policy(), kPorts).size() == 1);
}
