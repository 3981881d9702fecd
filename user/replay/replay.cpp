// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "replay/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "bpf/flow_counters.h"
#include "bpf/guard.h"
#include "link/control.h"

namespace haguard {
namespace {

Capacity capacity_for(const Policy& policy) {
  return Capacity::for_flows(
      std::max(kDefaultFlows, static_cast<std::uint32_t>(policy.flows.size())));
}

Result<std::vector<PortCounters>> read_counters(const LinkMaps& maps, std::size_t sides) {
  std::vector<PortCounters> counters(sides);
  for (std::uint32_t side = 0; side < sides; ++side) {
    HG_TRY(counters[side], read_port(maps.port_stats, side));
  }
  return counters;
}

Status check_sum(const std::vector<PortCounters>& counters, std::size_t frames) {
  std::uint64_t sum = 0;
  for (const PortCounters& port : counters)
    sum += port.received().frames;
  if (sum == frames) return Done{};
  return failed(fmt::format("replay the capture: internal: the reasons of {} frames add up to {}",
                            frames, sum),
                "this is a bug of haguard; please report it with the capture and the policy");
}

// Peers by the shared addresses that flows send from: an address that one peer alone uses tells
// its side. nullopt: several use it.
std::map<IpAddress, std::optional<std::string>> users_of_addresses(const Policy& policy) {
  std::map<IpAddress, std::optional<std::string>> users;
  for (const Flow& flow : policy.flows) {
    if (!flow.source || flow.source->is_unspecified()) continue;
    const auto [user, is_new] = users.try_emplace(*flow.source, flow.from);
    if (!is_new && user->second != flow.from) user->second.reset();
  }
  return users;
}

// A peer of the policy that is named is where the operator says, with all that it has.
std::vector<NamedPeer> with_named(std::vector<NamedPeer> places,
                                  const std::vector<NamedPeer>& named) {
  for (const NamedPeer& peer : named) {
    const auto same = std::find_if(places.begin(), places.end(),
                                   [&](const NamedPeer& place) { return place.name == peer.name; });
    if (same == places.end()) {
      places.push_back(peer);
      continue;
    }
    same->port = peer.port;
    same->addresses.insert(same->addresses.end(), peer.addresses.begin(), peer.addresses.end());
  }
  return places;
}

}  // namespace

std::vector<NamedPeer> places_of(const Policy& policy) {
  std::vector<NamedPeer> places;
  const auto users = users_of_addresses(policy);
  for (const Peer& peer : policy.peers) {
    NamedPeer place{peer.name, peer.port, {}, peer.macs};
    for (const auto& [address, user] : users)
      if (user == peer.name) place.addresses.push_back(address);
    place.addresses.insert(place.addresses.end(), peer.addresses.begin(), peer.addresses.end());
    places.push_back(std::move(place));
  }
  return places;
}

Result<CompiledPolicy> compile_for_replay(const Policy& policy, const CompileOptions& link) {
  const Capacity capacity = capacity_for(policy);
  CompileOptions options;
  options.ports = link.ports;
  options.scope = link.scope;
  options.scope_vlan = link.scope_vlan;
  options.entries = capacity.entries;
  options.flow_capacity = capacity.flows;
  options.generation = 1;
  return compile_policy(policy, options, {});
}

Result<ReplayGuard> load_for_replay(const Policy& policy, std::size_t sides) {
  return ReplayGuard::load(static_cast<unsigned>(sides), capacity_for(policy));
}

Result<Replayed> replay_frames(const ReplayGuard& guard, const Capture& capture,
                               const SidedCapture& sided, const CompiledPolicy& compiled,
                               Feeding feeding) {
  const LinkMaps& maps = guard.maps();
  const std::size_t sides = sided.ports.size();
  HG_CHECK(install_table(maps.policy, compiled.table));
  HG_CHECK(write_mode(maps.control, {HG_MODE_ENFORCE, 0}));
  Replayed replayed;
  replayed.ports = sided.ports;
  HG_TRY(replayed.fed, feed_capture(guard, capture, sided.sides, feeding));
  HG_TRY(replayed.counters, read_counters(maps, sides));
  HG_CHECK(check_sum(replayed.counters, replayed.fed.frames));
  HG_TRY(const std::uint32_t limit, flow_limit(maps.flow_stats));
  const auto flows = static_cast<std::uint32_t>(compiled.flow_ids.size());
  HG_TRY(const auto stats, FlowCounters(maps.flow_stats, limit).read_all(flows));
  replayed.verdicts = judge_capture(capture, sided.sides, compiled.table, sides, flows);
  HG_CHECK(check_agreement(replayed.verdicts, replayed.counters, stats, sided.ports));
  for (const std::uint32_t id : compiled.flow_ids)
    replayed.flows.push_back(stats.at(id));
  return replayed;
}

Result<Replayed> replay_capture(const Capture& capture, const Policy& policy,
                                const CompileOptions& link, const std::vector<NamedPeer>& named,
                                Feeding feeding) {
  HG_TRY(const SidedCapture sided,
         find_sides(capture, link.ports, with_named(places_of(policy), named)));
  CompileOptions options = link;
  options.ports = sided.ports;
  HG_TRY(const CompiledPolicy compiled, compile_for_replay(policy, options));
  HG_TRY(const ReplayGuard guard, load_for_replay(policy, sided.ports.size()));
  return replay_frames(guard, capture, sided, compiled, feeding);
}

}  // namespace haguard
