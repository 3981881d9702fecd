// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "export/text.h"
#include "export/traffic.h"

namespace haguard {
namespace {

std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const auto& part : parts)
    text += (text.empty() ? "" : separator) + part;
  return text;
}

template <typename T>
std::string list(const std::vector<T>& values) {
  std::vector<std::string> parts;
  parts.reserve(values.size());
  for (const T& value : values)
    parts.push_back(value.to_string());
  return parts.empty() ? "-" : joined(parts, ", ");
}

// For the paragraph: the protocol, its port on the far side, and what it is called.
std::string short_words(const ExportTraffic& entry, const std::string& label) {
  std::string text = protocol_words(*entry.flow);
  if (entry.flow->kind == FlowKind::kIp && protocol_has_ports(entry.flow->protocol)) {
    if (entry.flow->destination_port)
      text += fmt::format(" port {}", *entry.flow->destination_port);
    if (!entry.flow->destination_port && entry.flow->source_port)
      text += fmt::format(" from port {}", *entry.flow->source_port);
  }
  return label.empty() || label == text ? text : fmt::format("{} ({})", text, safe_text(label));
}

std::string label_of(const ExportRules& rules, std::size_t index) {
  return rules.options->labels.empty() ? std::string{} : rules.options->labels[index];
}

bool has_flow(const Policy& policy, bool (*predicate)(const Flow&)) {
  return std::any_of(policy.flows.begin(), policy.flows.end(), predicate);
}
bool is_portless_ip(const Flow& flow) {
  return flow.kind == FlowKind::kIp && !protocol_has_ports(flow.protocol) &&
         !is_icmp(flow.protocol);
}
bool is_ported(const Flow& flow) {
  return flow.kind == FlowKind::kIp && protocol_has_ports(flow.protocol);
}
bool is_arp(const Flow& flow) {
  return flow.kind == FlowKind::kArp;
}
bool is_nd_flow(const Flow& flow) {
  return flow.kind == FlowKind::kIp && flow.protocol == kIcmpv6 &&
         (!flow.icmp_type || is_neighbour_discovery(*flow.icmp_type));
}
bool is_fragmented(const Flow& flow) {
  return flow.fragments;
}
bool is_seeded(const Flow& flow) {
  return flow.origin == Origin::kKnowledge;
}
bool has_address(const Policy& policy, bool v4) {
  return std::any_of(policy.peers.begin(), policy.peers.end(), [&](const Peer& peer) {
    return std::any_of(peer.addresses.begin(), peer.addresses.end(),
                       [&](const IpAddress& address) { return address.is_v4() == v4; });
  });
}

std::string answer(const ExportRules& rules, const std::vector<ExportTraffic>& traffic) {
  std::vector<std::string> peers;
  for (const Peer& peer : rules.policy->peers)
    peers.push_back(fmt::format("{} ({})", safe_text(peer.name), list(peer.addresses)));
  std::set<std::string> seen;
  std::vector<std::string> parts;
  for (const ExportTraffic& entry : traffic) {
    std::string words = short_words(entry, label_of(rules, entry.index));
    if (seen.insert(words).second) parts.push_back(std::move(words));
  }
  std::string text =
      fmt::format("Between {}, allow: {}.", joined(peers, " and "), joined(parts, "; "));
  if (!has_flow(*rules.policy, is_ported)) text += " There is no TCP or UDP port to allow.";
  return text + "\n";
}

std::string peer_table(const Policy& policy) {
  std::string text = "## Peers\n\n| peer | port | MAC | addresses |\n|---|---|---|---|\n";
  for (const Peer& peer : policy.peers) {
    auto macs = peer.macs;
    macs.insert(macs.end(), peer.shared_macs.begin(), peer.shared_macs.end());
    auto addresses = peer.addresses;
    addresses.insert(addresses.end(), peer.shared_addresses.begin(), peer.shared_addresses.end());
    text += fmt::format("| {} | {} | {} | {} |\n", safe_text(peer.name), safe_text(peer.port),
                        list(macs), list(addresses));
  }
  return text;
}

std::string destination_words(const Flow& flow) {
  if (!flow.to.empty() && !flow.destination) return safe_text(flow.to);
  if (flow.destination) return flow.destination->to_string();
  return flow.destination_mac ? flow.destination_mac->to_string() : "-";
}

std::string direction_words(const ExportTraffic& entry) {
  const Flow& flow = *entry.flow;
  const std::string source = flow.source ? flow.source->to_string() : safe_text(flow.from);
  if (!entry.both_ways) return fmt::format("{} to {}", source, destination_words(flow));
  if (flow.to.empty()) return fmt::format("both peers to {}", destination_words(flow));
  return fmt::format("{} and {}, both ways", source, destination_words(flow));
}

std::string vlan_words(const VlanTags& tags) {
  if (tags.ids.empty()) return "untagged";
  if (tags.ids.size() == 1) return fmt::to_string(tags.ids[0]);
  return fmt::format("{} inside {}", tags.ids[1], tags.ids[0]);
}

const char* seen_words(Origin origin) {
  switch (origin) {
    case Origin::kWritten:
      return "written by hand";
    case Origin::kLearned:
      return "seen";
    case Origin::kKnowledge:
      return "not seen, known of this system";
  }
  return "";
}

std::string traffic_table(const ExportRules& rules, const std::vector<ExportTraffic>& traffic) {
  std::string text =
      "## Protocols and ports\n\n"
      "| protocol | ports | direction | VLAN | what it is | evidence "
      "|\n|---|---|---|---|---|---|\n";
  for (const ExportTraffic& entry : traffic)
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", protocol_words(*entry.flow),
                        port_words(entry), direction_words(entry), vlan_words(entry.flow->vlan),
                        safe_text(flow_title(*rules.policy, *rules.options, entry.index)),
                        seen_words(entry.flow->origin));
  return text;
}

std::string portless_note(const Policy& policy) {
  std::set<unsigned> numbers;
  for (const Flow& flow : policy.flows)
    if (is_portless_ip(flow)) numbers.insert(flow.protocol);
  if (numbers.empty()) return {};
  std::vector<std::string> parts;
  parts.reserve(numbers.size());
  for (const unsigned number : numbers)
    parts.push_back(fmt::to_string(number));
  const bool one = parts.size() == 1;
  return fmt::format(
      "- IP protocol{} {} {} no ports: \"allow any TCP and UDP\" does not let {} through. The rule "
      "needs the protocol number.\n",
      one ? "" : "s", joined(parts, ", "), one ? "has" : "have", one ? "it" : "them");
}

std::string resolution_notes(const Policy& policy) {
  std::string text;
  if (has_flow(policy, is_arp))
    text +=
        "- ARP must pass in both directions, or the pair loses each other when an entry ages "
        "out.\n";
  else if (has_address(policy, true))
    text +=
        "- Warning: the policy has no ARP, yet peers have IPv4 addresses. Without ARP the link "
        "dies within minutes.\n";
  if (has_flow(policy, is_nd_flow))
    text += "- Neighbour discovery (ICMPv6 133 to 136) must pass: it is the ARP of IPv6.\n";
  else if (has_address(policy, false))
    text += "- The policy has no neighbour discovery, yet peers have IPv6 addresses.\n";
  return text;
}

std::string vlan_note(const Policy& policy) {
  std::set<VlanTags> tags;
  for (const Flow& flow : policy.flows)
    tags.insert(flow.vlan);
  if (tags.size() == 1 && tags.begin()->ids.empty())
    return "- All frames are untagged; the same frames with a VLAN tag are not part of this.\n";
  std::vector<std::string> parts;
  parts.reserve(tags.size());
  for (const auto& tag : tags)
    parts.push_back(vlan_words(tag));
  return fmt::format(
      "- VLAN tags: {}. A firewall may treat a tagged frame of an unusual protocol differently "
      "from "
      "an untagged one.\n",
      joined(parts, ", "));
}

std::string seeded_note(const ExportRules& rules, const std::vector<ExportTraffic>& traffic) {
  std::string text;
  for (const ExportTraffic& entry : traffic)
    if (is_seeded(*entry.flow))
      text += fmt::format("  - {}, {}\n", short_words(entry, label_of(rules, entry.index)),
                          direction_words(entry));
  return text.empty() ? text : "- Not seen while learning, but known of this system:\n" + text;
}

std::string notes(const ExportRules& rules, const std::vector<ExportTraffic>& traffic) {
  const Policy& policy = *rules.policy;
  std::string text = "## Notes\n\n" + portless_note(policy) + resolution_notes(policy);
  text +=
      has_flow(policy, is_fragmented)
          ? "- Fragments: later fragments carry no ports; they must pass for the flows that are "
            "marked so.\n"
          : "- Fragments: later fragments of these flows were not seen and are not allowed.\n";
  text += vlan_note(policy);
  if (rules.any([](const ExportRule& rule) { return !rule.source_macs.empty(); }))
    text +=
        "- Each peer is bound to its side and MAC. A replaced unit brings a new MAC: update the "
        "rule then.\n";
  return text + seeded_note(rules, traffic);
}

}  // namespace

std::string export_markdown(const ExportRules& rules) {
  const auto traffic = traffic_of(*rules.policy);
  std::string text = fmt::format("# What link {} needs\n\n", safe_text(rules.policy->link));
  if (!rules.policy->system.empty())
    text += fmt::format("System: {}.\n\n", safe_text(rules.policy->system));
  return text + answer(rules, traffic) + "\n" + peer_table(*rules.policy) + "\n" +
         traffic_table(rules, traffic) + "\n" + notes(rules, traffic);
}

}  // namespace haguard
