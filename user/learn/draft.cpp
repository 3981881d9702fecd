// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "learn/key.h"

namespace haguard {
namespace {

constexpr std::size_t kAddressesShown = 2;

std::string what_of(const hg_flow_key& key) {
  if (key.kind == HG_KIND_ARP) return "ARP";
  if (key.kind == HG_KIND_ETHER) return fmt::format("ethertype {:#06x}", key.number);
  if (key.kind == HG_KIND_LLC) return fmt::format("LLC {:#06x}", key.number);
  const std::string name = protocol_name(key.protocol);
  std::string protocol = name.empty() ? fmt::format("ip {}", key.protocol) : name;
  if (!protocol_has_ports(key.protocol) || is_later_fragment(key)) return protocol;
  return fmt::format("{} {} > {}", protocol, source_port_of(key), destination_port_of(key));
}

}  // namespace

void DoubtBook::add(Doubt doubt) {
  const auto key = std::tuple(doubt.kind, doubt.subject, doubt.traffic);
  const auto [entry, fresh] = doubts_.try_emplace(key, doubt);
  if (fresh) return;
  Doubt& known = entry->second;
  known.frames += doubt.frames;
  known.first_ns = std::min(known.first_ns, doubt.first_ns);
  known.last_ns = std::max(known.last_ns, doubt.last_ns);
}

std::vector<Doubt> DoubtBook::take(std::size_t& omitted) {
  std::vector<Doubt> doubts;
  doubts.reserve(doubts_.size());
  for (auto& [key, doubt] : doubts_)
    doubts.push_back(std::move(doubt));
  doubts_.clear();
  std::stable_sort(doubts.begin(), doubts.end(), [](const Doubt& a, const Doubt& b) {
    const bool a_far = a.kind == DoubtKind::kStranger;
    const bool b_far = b.kind == DoubtKind::kStranger;
    return a_far != b_far ? b_far : a.frames > b.frames;
  });
  omitted = doubts.size() > kMaxDoubts ? doubts.size() - kMaxDoubts : 0;
  doubts.resize(doubts.size() - omitted);
  return doubts;
}

std::optional<UnitIndex> unit_of(const Draft& draft, std::uint8_t side, const MacAddress& mac) {
  const std::optional<HostIndex> host = draft.hosts.find(side, mac);
  if (!host) return std::nullopt;
  for (UnitIndex i = 0; i < draft.units.size(); ++i) {
    const std::vector<HostIndex>& own = draft.units[i].hosts;
    if (std::find(own.begin(), own.end(), *host) != own.end()) return i;
  }
  return std::nullopt;
}

std::string port_name(const Evidence& evidence, std::uint8_t side) {
  return side < evidence.ports.size() ? evidence.ports[side] : fmt::format("side {}", side);
}

std::string describe_host(const Draft& draft, const HeardHost& host) {
  std::string addresses;
  std::size_t shown = 0;
  for (const auto& [address, use] : host.addresses) {
    if (shown == kAddressesShown) break;
    addresses += (shown++ == 0 ? "" : ", ") + address.to_string();
  }
  if (host.addresses.size() > shown)
    addresses += fmt::format(" and {} more", host.addresses.size() - shown);
  const std::string port = port_name(draft.evidence, host.side);
  if (addresses.empty()) return fmt::format("{} on {}", host.mac.to_string(), port);
  return fmt::format("{} ({}) on {}", addresses, host.mac.to_string(), port);
}

std::string describe_traffic(const Draft& draft, const Observation& observation) {
  const MacAddress destination_mac = mac_of(observation.seen.destination_mac);
  const std::string label =
      label_text(labels_of(facts_of(observation.key, destination_mac), draft.systems));
  const auto destination = destination_of(observation.key);
  return fmt::format("{} to {}", label.empty() ? what_of(observation.key) : label,
                     destination ? destination->to_string() : destination_mac.to_string());
}

Doubt doubt_about(const Draft& draft, DoubtKind kind, const HeardHost& host,
                  const Observation& observation) {
  Doubt doubt;
  doubt.kind = kind;
  doubt.subject = describe_host(draft, host);
  doubt.traffic = describe_traffic(draft, observation);
  doubt.frames = observation.seen.frames;
  doubt.first_ns = observation.seen.first_ns;
  doubt.last_ns = observation.seen.last_ns;
  return doubt;
}

std::vector<const SystemFlow*> entries_in_use(const Draft& draft, const FlowFacts& facts) {
  std::vector<const SystemFlow*> entries;
  for (const System* system : draft.in_use)
    for (const SystemFlow& entry : system->flows)
      if (matches(entry, facts)) entries.push_back(&entry);
  return entries;
}

}  // namespace haguard
