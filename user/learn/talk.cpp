// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/talk.h"

#include <algorithm>
#include <cstddef>

#include "haguard/abi.h"
#include "learn/key.h"

namespace haguard {
namespace {

bool is_signature(const FlowFacts& facts, const std::vector<System>& systems) {
  return std::any_of(systems.begin(), systems.end(), [&](const System& system) {
    return std::any_of(system.flows.begin(), system.flows.end(), [&](const SystemFlow& entry) {
      return entry.signature == Signature::kStrong && matches(entry, facts);
    });
  });
}

// IGMPv1/v2 and MLDv1 reports go to the group that is joined.
bool joins_ha_group(const hg_flow_key& key, const std::vector<System>& systems) {
  if (!is_membership(key)) return false;
  const IpAddress group = *destination_of(key);
  return std::any_of(systems.begin(), systems.end(), [&](const System& system) {
    return std::any_of(system.flows.begin(), system.flows.end(), [&](const SystemFlow& entry) {
      return entry.signature == Signature::kStrong &&
             std::find(entry.groups.begin(), entry.groups.end(), group) != entry.groups.end();
    });
  });
}

// A virtual MAC belongs to the real host of its side that sends from the same address.
std::vector<HostIndex> find_owners(const Hosts& hosts) {
  std::vector<HostIndex> owners(hosts.all().size());
  for (HostIndex i = 0; i < owners.size(); ++i) {
    owners[i] = i;
    if (!hosts[i].virtual_mac) continue;
    for (const auto& [address, use] : hosts[i].addresses)
      for (const HostIndex other : hosts.with(address))
        if (!hosts[other].virtual_mac && hosts[other].side == hosts[i].side) owners[i] = other;
  }
  return owners;
}

// The hosts that a frame is for: by its destination MAC, else by its destination address.
std::vector<HostIndex> receivers(const Observation& observation, const Hosts& hosts) {
  const std::uint8_t side = observation.key.side;
  const MacAddress mac = mac_of(observation.seen.destination_mac);
  std::vector<HostIndex> found;
  if (!mac.is_group()) {
    for (std::uint8_t other = 0; other < HG_MAX_SIDES; ++other)
      if (const auto host = hosts.find(other, mac); host && other != side) found.push_back(*host);
    if (!found.empty()) return found;
  }
  const std::optional<IpAddress> destination = destination_of(observation.key);
  if (!destination) return found;
  const std::vector<HostIndex>& listed = is_nd(observation.key) && destination->is_multicast()
                                             ? hosts.listening(*destination)
                                             : hosts.with(*destination);
  for (const HostIndex host : listed)
    if (hosts[host].side != side) found.push_back(host);
  return found;
}

void note_talk(Talks& talks, HostIndex from, HostIndex to, const Observation& observation,
               bool is_ha) {
  if (from == to) return;
  Talk& talk = talks.pairs[std::minmax(from, to)];
  const std::size_t direction = from < to ? 0 : 1;
  if (is_ha)
    talk.ha[direction] = true;
  else if (observation.key.kind == HG_KIND_ARP || is_nd(observation.key))
    talk.near[direction] = true;
  else
    talk.ip[direction] = true;
  talk.frames += observation.seen.frames;
}

}  // namespace

Talks collect_talks(const std::vector<Observation>& observations, const Hosts& hosts,
                    const std::vector<System>& systems) {
  Talks talks;
  talks.owners = find_owners(hosts);
  talks.monologues.resize(hosts.all().size());
  for (const Observation& observation : observations) {
    const MacAddress destination_mac = mac_of(observation.seen.destination_mac);
    const auto sender = hosts.find(observation.key.side, mac_of(observation.seen.source_mac));
    if (!sender) continue;
    const HostIndex from = talks.owners[*sender];
    const bool is_ha = is_signature(facts_of(observation.key, destination_mac), systems);
    Monologue& monologue = talks.monologues[from];
    monologue.ha = monologue.ha || (is_ha && destination_mac.is_group());
    monologue.membership = monologue.membership || is_membership(observation.key);
    monologue.ha_member = monologue.ha_member || joins_ha_group(observation.key, systems);
    for (const HostIndex to : receivers(observation, hosts))
      note_talk(talks, from, talks.owners[to], observation, is_ha);
  }
  return talks;
}

}  // namespace haguard
