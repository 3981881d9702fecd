// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/hosts.h"

#include <algorithm>

#include "base/icmp_type.h"
#include "learn/key.h"

namespace haguard {
namespace {

// An advertisement that answers nobody goes to all nodes.
bool is_announcement(const hg_flow_key& key) {
  if (is_gratuitous_arp(key)) return true;
  return is_nd(key) && source_port_of(key) == kNeighbourAdvert &&
         destination_of(key)->is_multicast();
}

// 224.0.0.0/24, 255.255.255.255 and ff02::/16 are never forwarded, so the sender is on the link.
bool is_link_scope(const IpAddress& destination) {
  const auto& bytes = destination.bytes;
  if (!destination.is_v4()) return bytes[0] == 0xff && (bytes[1] & 0x0fU) == 2;
  return destination.is_limited_broadcast() || (bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0);
}

bool proves_ownership(const hg_flow_key& key, const IpAddress& address) {
  return key.kind == HG_KIND_ARP || is_nd(key) || is_membership(key) || address.is_link_local() ||
         is_link_scope(*destination_of(key));
}

bool is_virtual(const MacAddress& mac, const std::vector<System>& systems) {
  return std::any_of(systems.begin(), systems.end(), [&](const System& system) {
    return std::any_of(system.shared_macs.begin(), system.shared_macs.end(),
                       [&](const MacPrefix& prefix) { return prefix.covers(mac); });
  });
}

const std::vector<HostIndex>& look_up(const std::map<IpAddress, std::vector<HostIndex>>& map,
                                      const IpAddress& address) {
  static const std::vector<HostIndex> none;
  const auto found = map.find(address);
  return found == map.end() ? none : found->second;
}

}  // namespace

HeardHost& Hosts::at(std::uint8_t side, const MacAddress& mac) {
  const auto [entry, fresh] = by_mac_.emplace(std::pair(side, mac), hosts_.size());
  if (fresh) {
    hosts_.emplace_back();
    hosts_.back().side = side;
    hosts_.back().mac = mac;
  }
  return hosts_[entry->second];
}

void Hosts::note_address(HeardHost& host, const Observation& observation, std::uint64_t frames) {
  const std::optional<IpAddress> source = source_of(observation.key);
  if (!source || !source->is_ownable()) return;
  AddressUse& use = host.addresses[*source];
  use.frames += frames;
  use.proven = use.proven || proves_ownership(observation.key, *source);
  use.announced = use.announced || is_announcement(observation.key);
}

void Hosts::note(const Observation& observation, const MacAddress& mac, std::uint64_t frames) {
  const hg_observation& seen = observation.seen;
  HeardHost& host = at(observation.key.side, mac);
  if (host.frames == 0 || seen.first_ns < host.first_ns) host.first_ns = seen.first_ns;
  host.last_ns = std::max(host.last_ns, std::uint64_t{seen.last_ns});
  host.frames += frames;
  host.speaks_ip = host.speaks_ip || source_of(observation.key).has_value();
  note_address(host, observation, frames);
}

void Hosts::index() {
  for (HostIndex i = 0; i < hosts_.size(); ++i) {
    for (const auto& [address, use] : hosts_[i].addresses) {
      by_address_[address].push_back(i);
      if (!address.is_v4()) by_group_[solicited_node(address)].push_back(i);
    }
  }
}

Hosts Hosts::collect(const std::vector<Observation>& observations,
                     const std::vector<System>& systems) {
  Hosts hosts;
  for (const Observation& observation : observations) {
    hosts.note(observation, mac_of(observation.seen.source_mac), observation.seen.frames);
    // How many of the frames had the other MAC is not recorded: at least one.
    if (observation.seen.flags & HG_SEEN_MANY_MACS)
      hosts.note(observation, mac_of(observation.seen.other_mac), 1);
  }
  for (HeardHost& host : hosts.hosts_)
    host.virtual_mac = is_virtual(host.mac, systems);
  hosts.index();
  return hosts;
}

std::optional<HostIndex> Hosts::find(std::uint8_t side, const MacAddress& mac) const {
  const auto found = by_mac_.find({side, mac});
  if (found == by_mac_.end()) return std::nullopt;
  return found->second;
}

const std::vector<HostIndex>& Hosts::with(const IpAddress& address) const {
  return look_up(by_address_, address);
}

const std::vector<HostIndex>& Hosts::listening(const IpAddress& group) const {
  return look_up(by_group_, group);
}

std::vector<IpAddress> own_addresses(const HeardHost& host) {
  std::vector<IpAddress> own;
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    std::optional<IpAddress> busiest;
    std::uint64_t most = 0;
    bool any_proven = false;
    for (const auto& [address, use] : host.addresses) {
      if (address.family != family) continue;
      if (use.proven) own.push_back(address);
      any_proven = any_proven || use.proven;
      if (use.frames <= most) continue;
      most = use.frames;
      busiest = address;
    }
    if (!any_proven && busiest) own.push_back(*busiest);
  }
  std::sort(own.begin(), own.end());
  return own;
}

}  // namespace haguard
