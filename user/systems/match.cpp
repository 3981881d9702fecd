// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "systems/match.h"

#include <arpa/inet.h>

#include <algorithm>
#include <tuple>

#include "base/ip_protocol.h"

namespace haguard {
namespace {

bool in_ranges(const std::vector<PortRange>& ranges, std::optional<std::uint16_t> port) {
  return port && std::any_of(ranges.begin(), ranges.end(), [&](const PortRange& range) {
           return *port >= range.first && *port <= range.last;
         });
}

// A reply comes from the listed port, so either end counts.
bool ports_match(const SystemFlow& entry, const FlowFacts& facts) {
  return entry.ports.empty() || in_ranges(entry.ports, facts.destination_port) ||
         in_ranges(entry.ports, facts.source_port);
}

template <typename T>
bool listed(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool destination_matches(const SystemFlow& entry, const FlowFacts& facts) {
  if (facts.broadcast) return entry.to_broadcast;
  if (facts.unsure) return entry.to_broadcast || entry.to_unicast;
  if (facts.destination && facts.destination->is_multicast())
    return entry.to_group && (entry.groups.empty() || listed(entry.groups, *facts.destination));
  if (facts.destination_mac && facts.destination_mac->is_group())
    return entry.to_group &&
           (entry.group_macs.empty() || listed(entry.group_macs, *facts.destination_mac));
  return entry.to_unicast;
}

}  // namespace

FlowFacts facts_of(const Flow& flow) {
  FlowFacts facts;
  facts.kind = flow.kind;
  facts.protocol = flow.protocol;
  facts.number = flow.number;
  facts.source_port = flow.source_port;
  facts.destination_port = flow.destination_port;
  facts.icmp_type = flow.icmp_type;
  facts.destination = flow.destination;
  facts.destination_mac = flow.destination_mac;
  facts.broadcast = (flow.destination && flow.destination->is_limited_broadcast()) ||
                    (flow.destination_mac && flow.destination_mac->is_broadcast());
  // Without a receiving peer, an IPv4 destination may be a subnet broadcast or a shared address.
  facts.unsure = !facts.broadcast && flow.to.empty() && flow.kind == FlowKind::kIp &&
                 flow.destination && flow.destination->is_v4() && !flow.destination->is_multicast();
  return facts;
}

FlowFacts facts_of(const hg_flow_key& key, const MacAddress& destination_mac) {
  FlowFacts facts;
  facts.protocol = key.protocol;
  facts.number = key.number;
  facts.broadcast = destination_mac.is_broadcast();
  const std::uint16_t source_port = ntohs(key.source_port);
  switch (key.kind) {
    case HG_KIND_ARP:
      facts.kind = FlowKind::kArp;
      break;
    case HG_KIND_ETHER:
    case HG_KIND_LLC:
      facts.kind = key.kind == HG_KIND_LLC ? FlowKind::kLlc : FlowKind::kEther;
      facts.destination_mac = destination_mac;
      break;
    default:
      facts.destination =
          key.kind == HG_KIND_IPV6
              ? IpAddress::v6(key.addresses.v6.destination)
              : IpAddress::v4(reinterpret_cast<const std::uint8_t*>(&key.addresses.v4.destination));
      if (key.shape != HG_SHAPE_PORTS) break;
      if (is_icmp(key.protocol)) {
        facts.icmp_type = static_cast<std::uint8_t>(source_port);
      } else {
        facts.source_port = source_port;
        facts.destination_port = ntohs(key.destination_port);
      }
  }
  return facts;
}

bool matches(const SystemFlow& entry, const FlowFacts& facts) {
  if (entry.kind != facts.kind) return false;
  if (entry.kind == FlowKind::kArp) return true;
  if (entry.kind != FlowKind::kIp)
    return listed(entry.numbers, facts.number) && destination_matches(entry, facts);
  if (entry.protocol != facts.protocol) return false;
  if (!entry.icmp_types.empty() &&
      (!facts.icmp_type || !listed(entry.icmp_types, *facts.icmp_type)))
    return false;
  return ports_match(entry, facts) && destination_matches(entry, facts);
}

std::vector<Label> labels_of(const FlowFacts& facts, const std::vector<System>& systems,
                             const std::string& system) {
  std::vector<Label> labels;
  std::vector<Label> background;
  std::vector<Label> fallbacks;
  for (const System& candidate : systems) {
    for (const SystemFlow& entry : candidate.flows) {
      if (!matches(entry, facts)) continue;
      std::vector<Label>& kind =
          entry.fallback ? fallbacks : (candidate.background ? background : labels);
      kind.push_back({candidate.id, entry.name, entry.label, entry.confidence});
    }
  }
  std::stable_sort(labels.begin(), labels.end(), [&](const Label& a, const Label& b) {
    return std::tuple(a.system != system, a.confidence) <
           std::tuple(b.system != system, b.confidence);
  });
  // Where the system is known, what another system would mean by it is noise.
  if (!labels.empty() && labels.front().system == system)
    std::erase_if(labels, [&](const Label& label) { return label.system != system; });
  labels.insert(labels.end(), background.begin(), background.end());
  return labels.empty() ? fallbacks : labels;
}

std::string label_text(const std::vector<Label>& labels) {
  std::vector<std::string> texts;
  for (const Label& label : labels)
    if (!listed(texts, label.text)) texts.push_back(label.text);
  std::string joined;
  for (const std::string& text : texts)
    joined += (joined.empty() ? "" : " or ") + text;
  return joined;
}

}  // namespace haguard
