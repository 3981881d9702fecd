// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/services.h"

#include <algorithm>

#include "base/ip_protocol.h"
#include "learn/key.h"

namespace haguard {
namespace {

constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint16_t kFirstUnprivileged = 1024;
constexpr std::uint16_t kFirstEphemeral = 32768;  // of Linux; others start higher
constexpr UnitIndex kNoUnit = ~UnitIndex{0};

bool listed(const SystemFlow& entry, std::uint16_t port) {
  return std::any_of(entry.ports.begin(), entry.ports.end(), [&](const PortRange& range) {
    return port >= range.first && port <= range.last;
  });
}

Ports to_service(std::uint16_t destination) {
  return {std::nullopt, destination, false};
}
Ports from_service(std::uint16_t source) {
  return {source, std::nullopt, false};
}

// What the knowledge base says, if anything.
std::optional<Ports> by_knowledge(const Draft& draft, const Traffic& traffic) {
  const hg_flow_key& key = traffic.observed->key;
  const std::uint16_t source = source_port_of(key);
  const std::uint16_t destination = destination_port_of(key);
  const FlowFacts facts = facts_of(key, mac_of(traffic.observed->seen.destination_mac));
  for (const SystemFlow* entry : entries_in_use(draft, facts)) {
    if (entry->ports.empty()) continue;
    if (entry->port_form == PortForm::kBoth) return Ports{source, destination, false};
    if (entry->port_form != PortForm::kDestination) continue;
    return listed(*entry, destination) ? to_service(destination) : from_service(source);
  }
  return std::nullopt;
}

// By the numbers alone: a port below `limit` is the service of one that is not.
std::optional<Ports> by_range(std::uint16_t source, std::uint16_t destination,
                              std::uint16_t limit) {
  if (destination < limit && source >= limit) return to_service(destination);
  if (source < limit && destination >= limit) return from_service(source);
  return std::nullopt;
}

}  // namespace

Services::End Services::source_end(const Traffic& traffic) {
  const hg_flow_key& key = traffic.observed->key;
  return {traffic.from, traffic.source, key.protocol, source_port_of(key)};
}

Services::End Services::destination_end(const Traffic& traffic) {
  const hg_flow_key& key = traffic.observed->key;
  return {traffic.to.value_or(kNoUnit), traffic.destination, key.protocol,
          destination_port_of(key)};
}

void Services::meet(const End& a, const End& b) {
  Seen& seen = ends_[a];
  if (seen.partner && *seen.partner != b) seen.many = true;
  seen.partner = b;
}

const Services::Seen& Services::at(const End& end) const {
  static const Seen nothing;
  const auto found = ends_.find(end);
  return found == ends_.end() ? nothing : found->second;
}

Services Services::collect(const Draft& draft) {
  Services services;
  for (const Traffic& traffic : draft.traffic) {
    const hg_flow_key& key = traffic.observed->key;
    if (kind_of(key) != FlowKind::kIp || !protocol_has_ports(key.protocol) ||
        is_later_fragment(key))
      continue;
    const End source = source_end(traffic);
    const End destination = destination_end(traffic);
    services.meet(source, destination);
    services.meet(destination, source);
    const hg_observation& seen = traffic.observed->seen;
    if (key.protocol != kTcp || !(seen.tcp_flags & kSyn)) continue;
    // A SYN that never came without an ACK is the answer to an opening.
    const bool opens = seen.flags & HG_SEEN_TCP_OPEN;
    services.ends_[opens ? destination : source].opened = true;
  }
  return services;
}

Ports Services::generalise(const Draft& draft, const Traffic& traffic) const {
  const std::uint16_t source = source_port_of(traffic.observed->key);
  const std::uint16_t destination = destination_port_of(traffic.observed->key);
  if (const auto known = by_knowledge(draft, traffic)) return *known;
  const Seen& from = at(source_end(traffic));
  const Seen& to = at(destination_end(traffic));
  if (to.opened && !from.opened) return to_service(destination);
  if (from.opened && !to.opened) return from_service(source);
  if (source == destination) return {source, destination, false};
  if (to.many && !from.many) return to_service(destination);
  if (from.many && !to.many) return from_service(source);
  if (const auto privileged = by_range(source, destination, kFirstUnprivileged)) return *privileged;
  if (const auto ephemeral = by_range(source, destination, kFirstEphemeral)) return *ephemeral;
  return {source, destination, true};
}

}  // namespace haguard
