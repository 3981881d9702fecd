// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What is written is read back as the same value; what is broken is refused and never crashes.
#include <catch2/catch.hpp>

#include "policy/text.h"
#include "unit/policy/dice.h"
#include "unit/policy/pair.h"

namespace haguard::pair {
namespace {

void dress_ip(Flow& flow, Dice& dice) {
  flow.protocol = static_cast<std::uint8_t>(dice.below(256));
  if (flow.protocol == 1 || flow.protocol == 58) {
    if (dice.coin()) flow.icmp_type = static_cast<std::uint8_t>(dice.below(256));
    if (flow.icmp_type && dice.coin()) flow.icmp_code = static_cast<std::uint8_t>(dice.below(256));
    return;
  }
  if (dice.coin()) flow.source = dice.coin() ? kPrimary : ip("0.0.0.0");
  if (dice.coin()) {
    flow.to.clear();
    flow.destination = ip("224.0.0.18");
  }
  if (protocol_has_ports(flow.protocol)) {
    if (dice.coin()) flow.source_port = dice.port();
    if (dice.coin()) flow.destination_port = dice.port();
  }
  flow.fragments = dice.coin();
}

void dress_ether(Flow& flow, Dice& dice) {
  flow.number = static_cast<std::uint16_t>(0x8890 + dice.below(16));
  if (dice.coin()) return;
  flow.to.clear();
  flow.destination_mac = mac("01:80:c2:00:00:0e");
}

Flow random_flow(Dice& dice, std::size_t index) {
  Flow flow = ip_flow(0);
  flow.name = "f\"\\\xc3\xa9 " + std::to_string(index);
  flow.kind = static_cast<FlowKind>(dice.below(4));
  if (flow.kind == FlowKind::kIp) dress_ip(flow, dice);
  if (flow.kind == FlowKind::kArp && dice.coin())
    flow.arp_operation = static_cast<std::uint16_t>(dice.below(5));
  if (flow.kind == FlowKind::kEther || flow.kind == FlowKind::kLlc) dress_ether(flow, dice);
  for (std::uint32_t tags = dice.below(3); tags > 0; --tags)
    flow.vlan.ids.push_back(static_cast<std::uint16_t>(dice.below(4096)));
  flow.heartbeat = dice.coin();
  flow.bind_mac = dice.coin();
  flow.origin = static_cast<Origin>(dice.below(3));
  return flow;
}

Policy random_policy(std::uint32_t seed, std::size_t flows) {
  Dice dice(seed);
  Policy policy = peers_only();
  policy.system = "cisco-asa";
  policy.peers[0].shared_macs = {mac("00:00:5e:00:01:01")};
  policy.peers[1].shared_addresses = {ip("192.0.2.100"), ip("fe80::1")};
  policy.peers[1].macs.push_back(kStrangerMac);
  policy.peers.push_back({"witness", "eth.3", {}, {}, {}, {}});
  for (std::size_t i = 0; i < flows; ++i)
    policy.flows.push_back(random_flow(dice, i));
  return policy;
}

}  // namespace

TEST_CASE("policy text: written and read again is the same") {
  CHECK(*parse_policy(format_policy(Policy{}), "p") == Policy{});
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const Policy policy = random_policy(seed, 200);
    const std::string text = format_policy(policy);
    const auto again = parse_policy(text, "p");
    if (!again) FAIL(again.error().message);
    CHECK(*again == policy);
    CHECK(format_policy(*again) == text);
  }
}

TEST_CASE("policy text: reads like the example of the manual") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(105)};
  policy.flows[0].name = "asa-failover";
  policy.flows[0].heartbeat = true;
  CHECK(format_policy(policy) == R"(link = "rooms"

[[peer]]
name = "primary"
port = "eth1"
mac = "02:00:00:00:00:01"
addresses = ["192.0.2.1", "2001:db8::1"]

[[peer]]
name = "secondary"
port = "eth2"
mac = "02:00:00:00:00:02"
addresses = ["192.0.2.2", "2001:db8::2"]

[[flow]]
name = "asa-failover"
from = "primary"
to = "secondary"
protocol = 105
heartbeat = true
)");
}

TEST_CASE("policy text: cut or damaged files are refused or read, never more") {
  const std::string text = format_policy(random_policy(1, 12));
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto cut = parse_policy(std::string_view(text).substr(0, size), "p");
    CHECK((cut.ok() || cut.error().message.rfind("p:", 0) == 0));
  }
  Dice dice(7);
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = text;
    for (std::uint32_t flips = 1 + dice.below(4); flips > 0; --flips)
      damaged[dice.below(static_cast<std::uint32_t>(damaged.size()))] =
          static_cast<char>(dice.below(256));
    const auto read = parse_policy(damaged, "p");
    CHECK((read.ok() || read.error().message.rfind("p:", 0) == 0));
    if (read) {
      const auto again = parse_policy(format_policy(*read), "p");
      REQUIRE(again.ok());
      CHECK(*again == *read);
    }
  }
}

}  // namespace haguard::pair
