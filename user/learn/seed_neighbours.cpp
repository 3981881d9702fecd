// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "learn/flows.h"
#include "learn/key.h"
#include "learn/seeds.h"

namespace haguard {
namespace {

constexpr const char* kArpWhy = "entries expire: ARP is asked and answered both ways";
constexpr const char* kGratuitousWhy = "announced when the unit or its interface comes up";
constexpr const char* kNdWhy = "entries expire: neighbours are solicited and answered both ways";
constexpr const char* kDadWhy = "duplicate address detection when the interface comes up";
constexpr const char* kRouterWhy =
    "hosts look for routers, ever more rarely, as long as none answers";
constexpr const char* kMemberWhy = "membership of a group that the pair uses";

IpAddress literal(const char* text) {
  return IpAddress::parse(text).value();
}

// The tags that the pair's traffic carries.
std::set<VlanTags> vlans_of(const Draft& draft) {
  std::set<VlanTags> vlans;
  for (const Flow& flow : draft.candidate.policy.flows)
    vlans.insert(flow.vlan);
  if (vlans.empty()) vlans.insert(VlanTags{});
  return vlans;
}

bool has_family(const Unit& unit, bool is_v4) {
  const auto& addresses = unit.peer.addresses;
  return std::any_of(addresses.begin(), addresses.end(),
                     [&](const IpAddress& address) { return address.is_v4() == is_v4; });
}

// Whether the pair was seen to use that family under those tags.
bool uses_family(const Draft& draft, const VlanTags& vlan, bool is_v4) {
  if (draft.is_template)
    return std::all_of(draft.units.begin(), draft.units.end(),
                       [&](const Unit& unit) { return has_family(unit, is_v4); });
  return std::any_of(draft.traffic.begin(), draft.traffic.end(), [&](const Traffic& traffic) {
    const auto source = source_of(traffic.observed->key);
    return source && source->is_v4() == is_v4 && vlan_of(traffic.observed->key) == vlan;
  });
}

Flow icmpv6(const Draft& draft, UnitIndex from, std::optional<UnitIndex> to, const VlanTags& vlan,
            std::uint8_t type) {
  Flow flow = flow_between(draft, from, to, vlan);
  flow.protocol = kIcmpv6;
  flow.icmp_type = type;
  return flow;
}

void seed_arp(Draft& draft, UnitIndex from, UnitIndex to, const VlanTags& vlan) {
  Flow pair = flow_between(draft, from, to, vlan);
  pair.kind = FlowKind::kArp;
  add_seed(draft, pair, kArpWhy);
  const Peer peer = draft.units[from].peer;
  for (const IpAddress& address : peer.addresses)
    if (address.is_v4())
      add_seed(draft, gratuitous_arp(draft, from, address, vlan), kGratuitousWhy);
  for (const IpAddress& address : peer.shared_addresses)
    if (address.is_v4())
      add_seed(draft, gratuitous_arp(draft, from, address, vlan), kGratuitousWhy);
}

// An IPv6 host always has a link-local address, by default the one made from its MAC (RFC 4291,
// appendix A), and may send neighbour discovery from it at any time, however quiet it was so far.
void assume_link_local(Peer& peer) {
  const bool known = std::any_of(peer.addresses.begin(), peer.addresses.end(),
                                 [](const auto& a) { return !a.is_v4() && a.is_link_local(); });
  if (known || peer.macs.size() != 1) return;
  const auto& mac = peer.macs.front().bytes;
  const std::array<std::uint8_t, 16> bytes = {
      0xfe,   0x80,   0,    0,    0,      0,      0,     0, static_cast<std::uint8_t>(mac[0] ^ 2U),
      mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]};
  peer.addresses.push_back(IpAddress::v6(bytes.data()));
}

// The policy's peers are the units', in their order.
void assume_link_locals(Draft& draft) {
  for (UnitIndex unit = 0; unit < draft.units.size(); ++unit) {
    assume_link_local(draft.units[unit].peer);
    draft.candidate.policy.peers[unit].addresses = draft.units[unit].peer.addresses;
  }
}

// The unit's own and shared addresses are announced, and probed for before they are used.
void seed_nd_announcements(Draft& draft, UnitIndex from, const VlanTags& vlan) {
  const Peer peer = draft.units[from].peer;
  std::vector<IpAddress> addresses = peer.addresses;
  addresses.insert(addresses.end(), peer.shared_addresses.begin(), peer.shared_addresses.end());
  Flow announce = icmpv6(draft, from, std::nullopt, vlan, kNeighbourAdvert);
  announce.destination = literal("ff02::1");
  add_seed(draft, announce, kGratuitousWhy);
  for (const IpAddress& address : addresses) {
    if (address.is_v4()) continue;
    Flow probe = icmpv6(draft, from, std::nullopt, vlan, kNeighbourSolicit);
    probe.source = literal("::");
    probe.destination = solicited_node(address);
    add_seed(draft, probe, kDadWhy);
  }
  for (const IpAddress& address : peer.shared_addresses) {
    if (address.is_v4()) continue;
    Flow moved = announce;
    moved.source = address;
    add_seed(draft, moved, kGratuitousWhy);
  }
}

// A report comes from an address of the unit, from none yet (a virtual interface may have no
// other), or from one that moves (RFC 3376 section 4.2.13, RFC 3810 section 5.2.13).
void seed_membership(Draft& draft, UnitIndex from, Flow report, const IpAddress& unspecified) {
  add_seed(draft, report, kMemberWhy);
  report.source = unspecified;
  add_seed(draft, report, kMemberWhy);
  const std::vector<IpAddress> moving = draft.units[from].peer.shared_addresses;
  for (const IpAddress& address : moving) {
    if (address.is_v4() != unspecified.is_v4()) continue;
    report.source = address;
    add_seed(draft, report, kMemberWhy);
  }
}

void seed_nd(Draft& draft, UnitIndex from, UnitIndex to, const VlanTags& vlan) {
  add_seed(draft, icmpv6(draft, from, to, vlan, kNeighbourSolicit), kNdWhy);
  add_seed(draft, icmpv6(draft, from, to, vlan, kNeighbourAdvert), kNdWhy);
  const std::vector<IpAddress> targets = draft.units[to].peer.addresses;
  for (const IpAddress& address : targets) {
    if (address.is_v4()) continue;
    Flow ask = icmpv6(draft, from, std::nullopt, vlan, kNeighbourSolicit);
    ask.destination = solicited_node(address);
    add_seed(draft, ask, kNdWhy);
  }
  seed_nd_announcements(draft, from, vlan);
  Flow solicit = icmpv6(draft, from, std::nullopt, vlan, kRouterSolicit);
  solicit.destination = literal("ff02::2");
  add_seed(draft, solicit, kRouterWhy);
  Flow report = icmpv6(draft, from, std::nullopt, vlan, kListenerReport);
  report.destination = literal("ff02::16");
  seed_membership(draft, from, report, literal("::"));
}

// IPv4 groups that a unit sends to: each unit may report membership, in version 3 or 2.
void seed_igmp(Draft& draft, UnitIndex unit, const VlanTags& vlan) {
  std::set<IpAddress> groups;
  for (const Flow& flow : draft.candidate.policy.flows)
    if (flow.vlan == vlan && flow.kind == FlowKind::kIp && flow.protocol != kIgmp &&
        flow.destination && flow.destination->is_v4() && flow.destination->is_multicast())
      groups.insert(*flow.destination);
  if (groups.empty()) return;
  groups.insert(literal("224.0.0.22"));
  for (const IpAddress& group : groups) {
    Flow report = flow_between(draft, unit, std::nullopt, vlan);
    report.protocol = kIgmp;
    report.destination = group;
    seed_membership(draft, unit, report, literal("0.0.0.0"));
  }
}

}  // namespace

void seed_neighbours(Draft& draft) {
  if (draft.units.size() != 2) return;
  for (const VlanTags& vlan : vlans_of(draft)) {
    if (uses_family(draft, vlan, false)) assume_link_locals(draft);
    for (const UnitIndex from : {UnitIndex{0}, UnitIndex{1}}) {
      const UnitIndex to = 1 - from;
      if (uses_family(draft, vlan, true)) seed_arp(draft, from, to, vlan);
      if (uses_family(draft, vlan, false)) seed_nd(draft, from, to, vlan);
      seed_igmp(draft, from, vlan);
    }
  }
}

}  // namespace haguard
