// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/shared.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/contains.h"
#include "learn/key.h"

namespace haguard {
namespace {

// What a unit did with one of its addresses.
struct Use {
  bool hello = false;      // sent an HA protocol from it
  bool announced = false;  // gratuitous ARP or unsolicited advertisement
  bool by_real_mac = false;
  std::uint64_t frames = 0;
};

using Uses = std::map<IpAddress, Use>;

void add_use(Uses& uses, const HeardHost& host, const IpAddress& address) {
  const AddressUse& seen = host.addresses.at(address);
  Use& use = uses[address];
  use.announced = use.announced || seen.announced;
  use.by_real_mac = use.by_real_mac || !host.virtual_mac;
  use.frames += seen.frames;
}

Uses uses_of(const Draft& draft, const Unit& unit) {
  Uses uses;
  for (const HostIndex index : unit.hosts) {
    const HeardHost& host = draft.hosts[index];
    for (const IpAddress& address : own_addresses(host))
      add_use(uses, host, address);
  }
  return uses;
}

bool is_hello(const Draft& draft, const Observation& observation) {
  const FlowFacts facts = facts_of(observation.key, mac_of(observation.seen.destination_mac));
  const std::vector<const SystemFlow*> entries = entries_in_use(draft, facts);
  return std::any_of(entries.begin(), entries.end(), [](const SystemFlow* entry) {
    return entry->signature == Signature::kStrong;
  });
}

// Marks the addresses that HA protocols are sent from; such an address is the unit's in any case.
void mark_hellos(const Draft& draft, std::vector<Uses>& uses) {
  for (const Observation& observation : draft.evidence.observations) {
    const auto source = source_of(observation.key);
    const MacAddress mac = mac_of(observation.seen.source_mac);
    const auto unit = unit_of(draft, observation.key.side, mac);
    if (!source || !source->is_ownable() || !unit) continue;
    const auto known = uses[*unit].find(*source);
    if (known != uses[*unit].end() && known->second.hello) continue;
    if (!is_hello(draft, observation)) continue;
    if (known == uses[*unit].end())
      add_use(uses[*unit], draft.hosts[*draft.hosts.find(observation.key.side, mac)], *source);
    uses[*unit][*source].hello = true;
  }
}

// The unit whose own MAC the observation went to.
std::optional<UnitIndex> receiver_of(const Draft& draft, const Observation& observation) {
  const MacAddress mac = mac_of(observation.seen.destination_mac);
  for (const Unit& unit : draft.units)
    if (unit.side != observation.key.side)
      if (const auto index = unit_of(draft, unit.side, mac)) return index;
  return std::nullopt;
}

// A unit sends an HA protocol to the other's MAC, at an address that was never heard (a one-way
// stream): the address is the other unit's.
void mark_addressed(Draft& draft, std::vector<Uses>& uses) {
  for (const Observation& observation : draft.evidence.observations) {
    const auto destination = destination_of(observation.key);
    if (!destination || !destination->is_ownable()) continue;
    if (!draft.hosts.with(*destination).empty()) continue;
    const auto receiver = receiver_of(draft, observation);
    const auto sender = unit_of(draft, observation.key.side, mac_of(observation.seen.source_mac));
    if (!receiver || !sender || !is_hello(draft, observation)) continue;
    if (!uses[*receiver].try_emplace(*destination).second) continue;
    uses[*receiver][*destination].hello = true;
    draft.remarks.push_back(
        {Verdict::kReady,
         fmt::format("{} was never heard; taken as an address of {}, to whose MAC {} goes",
                     destination->to_string(), draft.units[*receiver].peer.name,
                     describe_traffic(draft, observation)),
         "remove it from the peer's addresses if it is not the unit's own"});
  }
}

// A unit says hello from one address with its own MAC, and from another with a virtual MAC alone:
// that may be a third router, which shares the virtual MAC.
void remark_third_routers(Draft& draft, const std::vector<Uses>& uses) {
  for (UnitIndex i = 0; i < uses.size(); ++i) {
    const auto says_hello_itself = [](const auto& entry) {
      return entry.second.hello && entry.second.by_real_mac;
    };
    if (std::none_of(uses[i].begin(), uses[i].end(), says_hello_itself)) continue;
    for (const auto& [address, use] : uses[i])
      if (use.hello && !use.by_real_mac)
        draft.remarks.push_back(
            {Verdict::kThin,
             fmt::format("{} also sends from {}, but by a virtual MAC alone: it may be another "
                         "router on {}",
                         draft.units[i].peer.name, address.to_string(), draft.units[i].peer.port),
             "if it is, name the two units: --peer NAME=ADDRESS@PORT"});
  }
}

bool has_other(const Uses& uses, const IpAddress& address) {
  return std::any_of(uses.begin(), uses.end(), [&](const auto& entry) {
    return entry.first != address && entry.first.family == address.family;
  });
}

bool addresses_move(const Draft& draft) {
  return std::any_of(draft.in_use.begin(), draft.in_use.end(),
                     [](const System* system) { return system->shared_addresses; });
}

// Seen at one unit only, but announced like an address that was taken over, while hellos come from
// another.
bool looks_taken_over(const Uses& uses, const IpAddress& address, const Use& use) {
  if (use.hello) return false;
  const bool hello_elsewhere = std::any_of(uses.begin(), uses.end(), [&](const auto& entry) {
    return entry.second.hello && entry.first.family == address.family;
  });
  return hello_elsewhere && (use.announced || !use.by_real_mac);
}

std::set<IpAddress> shared_addresses(const Draft& draft, const std::vector<Uses>& uses) {
  std::set<IpAddress> shared;
  for (UnitIndex i = 0; i < uses.size(); ++i) {
    for (const auto& [address, use] : uses[i]) {
      if (addresses_move(draft) && looks_taken_over(uses[i], address, use)) shared.insert(address);
      for (UnitIndex j = 0; j < i; ++j)
        if (uses[j].count(address) != 0 && has_other(uses[i], address) &&
            has_other(uses[j], address))
          shared.insert(address);
    }
  }
  return shared;
}

void note_contested(Draft& draft, const IpAddress& address, UnitIndex keeper, UnitIndex loser) {
  Doubt doubt;
  doubt.kind = DoubtKind::kBothSides;
  doubt.subject = address.to_string();
  doubt.reason = fmt::format("sent from both {} and {}, and it is the only address of one of them",
                             draft.units[keeper].peer.port, draft.units[loser].peer.port);
  doubt.hint = fmt::format(
      "it was given to {}; find out whether this is a loop or a spoofer, or "
      "name both units: --peer NAME=ADDRESS@PORT",
      draft.units[keeper].peer.name);
  draft.doubts.add(doubt);
  draft.remarks.push_back(
      {Verdict::kNotReady, fmt::format("{} was sent from both sides", doubt.subject), doubt.hint});
}

// The unit that keeps an address both claim: the one whose name it was given under, else the one
// that used it more.
UnitIndex keeper_of(const Draft& draft, const std::vector<Uses>& uses, const IpAddress& address,
                    UnitIndex a, UnitIndex b) {
  if (contains(draft.units[a].peer.addresses, address)) return a;
  if (contains(draft.units[b].peer.addresses, address)) return b;
  return uses[a].at(address).frames >= uses[b].at(address).frames ? a : b;
}

void drop_contested(Draft& draft, std::vector<Uses>& uses, const std::set<IpAddress>& shared) {
  for (UnitIndex a = 0; a < uses.size(); ++a) {
    for (UnitIndex b = a + 1; b < uses.size(); ++b) {
      std::vector<IpAddress> contested;
      for (const auto& [address, use] : uses[a])
        if (uses[b].count(address) != 0 && shared.count(address) == 0) contested.push_back(address);
      for (const IpAddress& address : contested) {
        const UnitIndex keeper = keeper_of(draft, uses, address, a, b);
        const UnitIndex loser = keeper == a ? b : a;
        note_contested(draft, address, keeper, loser);
        uses[loser].erase(address);
      }
    }
  }
}

// Virtual MACs move with the addresses, so each unit may use all of them.
std::vector<MacAddress> virtual_macs(const Draft& draft) {
  std::set<MacAddress> macs;
  for (const Unit& unit : draft.units)
    for (const HostIndex host : unit.hosts)
      if (draft.hosts[host].virtual_mac) macs.insert(draft.hosts[host].mac);
  return {macs.begin(), macs.end()};
}

void fill_peer(const Draft& draft, Unit& unit, const Uses& uses,
               const std::set<IpAddress>& shared) {
  Peer& peer = unit.peer;
  for (const HostIndex index : unit.hosts)
    if (!draft.hosts[index].virtual_mac) peer.macs.push_back(draft.hosts[index].mac);
  for (const auto& [address, use] : uses)
    if (shared.count(address) == 0 && !contains(peer.addresses, address))
      peer.addresses.push_back(address);
  std::sort(peer.macs.begin(), peer.macs.end());
  std::sort(peer.addresses.begin(), peer.addresses.end());
  peer.shared_addresses.assign(shared.begin(), shared.end());
  peer.shared_macs = virtual_macs(draft);
}

}  // namespace

void assign_addresses(Draft& draft) {
  std::vector<Uses> uses;
  uses.reserve(draft.units.size());
  for (const Unit& unit : draft.units)
    uses.push_back(uses_of(draft, unit));
  mark_hellos(draft, uses);
  mark_addressed(draft, uses);
  remark_third_routers(draft, uses);
  std::set<IpAddress> shared = shared_addresses(draft, uses);
  for (const Unit& unit : draft.units)  // what the operator named is the unit's own
    for (const IpAddress& address : unit.peer.addresses)
      shared.erase(address);
  drop_contested(draft, uses, shared);
  for (UnitIndex i = 0; i < draft.units.size(); ++i)
    fill_peer(draft, draft.units[i], uses[i], shared);
  for (const Unit& unit : draft.units)
    draft.candidate.policy.peers.push_back(unit.peer);
}

}  // namespace haguard
