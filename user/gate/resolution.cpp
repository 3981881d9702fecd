// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Asks the table itself: a question and an answer are put together as the parser would, and judged
// by the code of the data path.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/arp_operation.h"
#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "gate/objections.h"
#include "learn/key.h"
#include "policy/datapath.h"
#include "policy/expand.h"

namespace haguard {
namespace {

// Unicast of one family from one peer to another.
struct Talk {
  const Peer* from = nullptr;
  const Peer* to = nullptr;
  Family family = Family::kIpv4;
  std::vector<VlanTags> vlans;  // any of these will do
};

bool has(const Peer& peer, const IpAddress& address) {
  return std::find(peer.addresses.begin(), peer.addresses.end(), address) != peer.addresses.end();
}

bool has(const Peer& peer, Family family) {
  return std::any_of(peer.addresses.begin(), peer.addresses.end(),
                     [&](const IpAddress& address) { return address.family == family; });
}

const Peer* receiver_of(const Policy& policy, const Flow& flow) {
  if (!flow.to.empty()) return find_peer(policy, flow.to);
  if (!flow.destination) return nullptr;
  for (const Peer& peer : policy.peers)
    if (peer.name != flow.from && has(peer, *flow.destination)) return &peer;
  return nullptr;
}

std::set<Family> families_of(const Flow& flow, const Peer& from, const Peer& to) {
  if (const auto only = only_family(flow)) return {*only};
  for (const auto& literal : {flow.destination, flow.source})
    if (literal) return {literal->family};
  std::set<Family> families;
  for (const Family family : {Family::kIpv4, Family::kIpv6})
    if (has(from, family) && has(to, family)) families.insert(family);
  return families;
}

std::vector<VlanTags> vlans_of(const Policy& policy) {
  std::set<VlanTags> vlans;
  for (const Flow& flow : policy.flows)
    vlans.insert(flow.vlan);
  return {vlans.begin(), vlans.end()};
}

// A flow that would be of either family tells only that both are used somewhere.
std::vector<Talk> talks_of(const Policy& policy) {
  std::vector<Talk> talks;
  for (const Flow& flow : policy.flows) {
    if (flow.kind != FlowKind::kIp || flow.protocol == kIcmpv6) continue;
    const Peer* from = find_peer(policy, flow.from);
    const Peer* to = receiver_of(policy, flow);
    if (from == nullptr || to == nullptr) continue;
    const std::set<Family> families = families_of(flow, *from, *to);
    for (const Family family : families)
      talks.push_back({from, to, family,
                       families.size() == 1 ? std::vector<VlanTags>{flow.vlan} : vlans_of(policy)});
  }
  return talks;
}

void set_vlan(const VlanTags& vlan, hg_flow_key& key) {
  for (std::size_t i = 0; i < vlan.ids.size() && i < std::size(key.vlan); ++i)
    key.vlan[i] = static_cast<__u16>(HG_VLAN_PRESENT | vlan.ids[i]);
}

hg_packet packet_from(const GateFacts& facts, const Peer& sender) {
  hg_packet packet{};
  const auto port = std::find(facts.ports.begin(), facts.ports.end(), sender.port);
  packet.key.side = static_cast<__u8>(port - facts.ports.begin());
  packet.flags = HG_PACKET_PORTS | HG_PACKET_CLAIM;
  if (sender.macs.empty()) return packet;
  std::copy(sender.macs.front().bytes.begin(), sender.macs.front().bytes.end(), packet.source_mac);
  std::copy(std::begin(packet.source_mac), std::end(packet.source_mac), packet.claimed_mac);
  return packet;
}

__be32 v4_bits(const IpAddress& address) {
  return host_key(address).addresses.v4.source;
}

hg_packet arp(const hg_packet& from, const IpAddress& sender, const IpAddress& target,
              std::uint16_t operation) {
  hg_packet packet = from;
  packet.key.kind = HG_KIND_ARP;
  packet.key.destination_port = hg_be16(operation);
  packet.key.addresses.v4.source = v4_bits(sender);
  packet.key.addresses.v4.destination = v4_bits(target);
  return packet;
}

hg_packet nd(const hg_packet& from, const IpAddress& sender, const IpAddress& target,
             std::uint16_t type) {
  hg_packet packet = from;
  packet.flags |= HG_PACKET_ND;
  packet.key.kind = HG_KIND_IPV6;
  packet.key.protocol = kIcmpv6;
  packet.key.source_port = hg_be16(type);
  std::copy(sender.bytes.begin(), sender.bytes.end(), packet.key.addresses.v6.source);
  std::copy(target.bytes.begin(), target.bytes.end(), packet.key.addresses.v6.destination);
  if (type != kNeighbourAdvert) return packet;
  packet.flags |= HG_PACKET_TARGET;
  std::copy(sender.bytes.begin(), sender.bytes.end(), packet.nd_target);
  return packet;
}

using MakePacket = std::function<hg_packet(const hg_packet&, const IpAddress&, const IpAddress&)>;

// Whether one address of `from` may send this to one of `to`.
bool passes(const GateFacts& facts, const Talk& talk, const Peer& from, const Peer& to,
            const MakePacket& make) {
  for (const VlanTags& vlan : talk.vlans)
    for (const IpAddress& sender : from.addresses)
      for (const IpAddress& target : to.addresses) {
        if (sender.family != talk.family || target.family != talk.family) continue;
        hg_packet packet = make(packet_from(facts, from), sender, target);
        set_vlan(vlan, packet.key);
        const std::uint32_t reason = decide(facts.table, packet).reason;
        if (reason == HG_REASON_FLOW || reason == HG_REASON_OUT_OF_SCOPE) return true;
      }
  return false;
}

bool can_ask(const GateFacts& facts, const Talk& talk) {
  if (talk.family == Family::kIpv4)
    return passes(facts, talk, *talk.from, *talk.to, [](const auto& packet, auto& from, auto& to) {
      return arp(packet, from, to, kArpRequest);
    });
  return passes(facts, talk, *talk.from, *talk.to, [](const auto& packet, auto& from, auto& to) {
    return nd(packet, from, solicited_node(to), kNeighbourSolicit);
  });
}

bool can_answer(const GateFacts& facts, const Talk& talk) {
  if (talk.family == Family::kIpv4)
    return passes(facts, talk, *talk.to, *talk.from, [](const auto& packet, auto& from, auto& to) {
      return arp(packet, from, to, kArpReply);
    });
  return passes(facts, talk, *talk.to, *talk.from, [](const auto& packet, auto& from, auto& to) {
    return nd(packet, from, to, kNeighbourAdvert);
  });
}

std::string vlan_text(const Talk& talk) {
  if (talk.vlans.size() != 1 || talk.vlans.front().ids.empty()) return {};
  return fmt::format(" in vlan {}", fmt::join(talk.vlans.front().ids, "/"));
}

void object(const Talk& talk, bool asks, Objections& objections) {
  const bool is_v4 = talk.family == Family::kIpv4;
  const Peer& from = asks ? *talk.from : *talk.to;
  const Peer& to = asks ? *talk.to : *talk.from;
  const char* what = is_v4 ? (asks ? "ARP requests" : "ARP replies")
                           : (asks ? "neighbour solicitations" : "neighbour advertisements");
  Objection objection{
      fmt::format("{} of {} to {} would be dropped{}: their traffic stops when the MAC address is "
                  "forgotten",
                  what, from.name, to.name, vlan_text(talk)),
      fmt::format("learn again for some minutes, or add a flow from {} to {}: protocol = {}",
                  from.name, to.name, is_v4 ? "\"arp\"" : "\"icmpv6\"")};
  if (std::find(objections.begin(), objections.end(), objection) == objections.end())
    objections.push_back(std::move(objection));
}

}  // namespace

void object_to_resolution(const GateFacts& facts, const Policy& policy, Objections& objections) {
  if (facts.table.empty()) return;
  for (const Talk& talk : talks_of(policy)) {
    if (!can_ask(facts, talk)) object(talk, true, objections);
    if (!can_answer(facts, talk)) object(talk, false, objections);
  }
}

}  // namespace haguard
