// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Many random flows: the data path finds each one under its own id, and none that is not there.
#include <catch2/catch.hpp>
#include <set>
#include <tuple>

#include "unit/policy/dice.h"
#include "unit/policy/pair.h"

namespace haguard::pair {
namespace {

constexpr std::size_t kFlows = 50000;

// Protocol, source port, destination port, IPv6: what tells the random flows apart.
using Draw = std::tuple<std::uint8_t, std::uint16_t, std::uint16_t, bool>;

Draw draw_of(Dice& dice) {
  const std::uint8_t protocol = dice.coin() ? 6 : 17;
  const std::uint16_t source = dice.port();
  return {protocol, source, dice.port(), dice.coin()};
}

Flow flow_of(const Draw& draw) {
  Flow flow = ip_flow(std::get<0>(draw));
  flow.source_port = std::get<1>(draw);
  flow.destination_port = std::get<2>(draw);
  flow.source = std::get<3>(draw) ? kPrimary6 : kPrimary;
  return flow;
}

hg_packet packet_of(const Draw& draw) {
  hg_packet packet{};
  const bool is_v6 = std::get<3>(draw);
  packet.key.kind = is_v6 ? HG_KIND_IPV6 : HG_KIND_IPV4;
  packet.key.protocol = std::get<0>(draw);
  packet.key.source_port = hg_be16(std::get<1>(draw));
  packet.key.destination_port = hg_be16(std::get<2>(draw));
  packet.flags = HG_PACKET_PORTS;
  hg_copy(packet.source_mac, kPrimaryMac.bytes.data(), 6);
  hg_copy(packet.destination_mac, kSecondaryMac.bytes.data(), 6);
  if (is_v6) {
    hg_copy(packet.key.addresses.v6.source, kPrimary6.bytes.data(), 16);
    hg_copy(packet.key.addresses.v6.destination, kSecondary6.bytes.data(), 16);
  } else {
    hg_copy(&packet.key.addresses.v4.source, kPrimary.bytes.data(), 4);
    hg_copy(&packet.key.addresses.v4.destination, kSecondary.bytes.data(), 4);
  }
  return packet;
}

}  // namespace

TEST_CASE("50,000 random flows are found, and only they") {
  Dice dice(20260101);
  std::set<Draw> chosen;
  while (chosen.size() < kFlows)
    chosen.insert(draw_of(dice));
  Policy policy = peers_only();
  for (const Draw& draw : chosen)
    policy.flows.push_back(flow_of(draw));
  CompileOptions wanted = options();
  wanted.entries = 262144;
  wanted.flow_capacity = kFlows;
  const CompiledPolicy all = compiled(policy, wanted);

  std::size_t wrong = 0;
  std::size_t index = 0;
  for (const Draw& draw : chosen) {
    const hg_verdict verdict = decide(all.table, packet_of(draw));
    if (verdict.reason != HG_REASON_FLOW || verdict.flow_id != all.flow_ids[index]) ++wrong;
    ++index;
  }
  CHECK(wrong == 0);

  std::size_t others = 0;
  for (std::size_t i = 0; i < kFlows; ++i) {
    const Draw draw = draw_of(dice);
    if (chosen.count(draw) != 0) continue;
    ++others;
    if (decide(all.table, packet_of(draw)).reason != HG_REASON_UNKNOWN_PROTOCOL) ++wrong;
  }
  CHECK(others > kFlows / 2);
  CHECK(wrong == 0);
}

}  // namespace haguard::pair
