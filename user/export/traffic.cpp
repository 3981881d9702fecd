// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/traffic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/arp_operation.h"
#include "base/ip_protocol.h"

namespace haguard {
namespace {

bool same_match(const Flow& a, const Flow& b) {
  return a.kind == b.kind && a.protocol == b.protocol && a.number == b.number &&
         a.icmp_type == b.icmp_type && a.icmp_code == b.icmp_code &&
         a.arp_operation == b.arp_operation && a.vlan == b.vlan && a.fragments == b.fragments &&
         a.origin == b.origin;
}

bool same_ports(const Flow& a, const Flow& b) {
  return a.source_port == b.source_port && a.destination_port == b.destination_port;
}

bool swapped_ports(const Flow& a, const Flow& b) {
  return a.source_port == b.destination_port && a.destination_port == b.source_port;
}

// Between two peers, or both to the same group.
bool ends_mirror(const Flow& a, const Flow& b) {
  if (a.from == b.from) return false;
  if (a.to.empty() && b.to.empty())
    return a.destination == b.destination && a.destination_mac == b.destination_mac;
  return a.to == b.from && b.to == a.from && a.source == b.destination && b.source == a.destination;
}

bool mirrors(const Flow& a, const Flow& b) {
  return same_match(a, b) && ends_mirror(a, b) && (same_ports(a, b) || swapped_ports(a, b));
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string ip_words(const Flow& flow) {
  const std::string name = protocol_name(flow.protocol);
  if (is_icmp(flow.protocol)) {
    std::string text = flow.protocol == kIcmp ? "ICMP" : "ICMPv6";
    if (flow.icmp_type) text += fmt::format(" type {}", *flow.icmp_type);
    if (flow.icmp_code) text += fmt::format(" code {}", *flow.icmp_code);
    return text;
  }
  if (flow.protocol == kUdpLite) return "UDP-Lite";
  if (protocol_has_ports(flow.protocol)) return upper(name);
  if (name.empty()) return fmt::format("IP protocol {}", flow.protocol);
  return fmt::format("IP protocol {} ({})", flow.protocol, upper(name));
}

std::string port_word(const std::optional<std::uint16_t>& port) {
  return port ? fmt::to_string(*port) : "any";
}

}  // namespace

std::vector<ExportTraffic> traffic_of(const Policy& policy) {
  std::vector<ExportTraffic> traffic;
  for (std::size_t i = 0; i < policy.flows.size(); ++i) {
    const Flow& flow = policy.flows[i];
    const auto mirror = std::find_if(
        traffic.begin(), traffic.end(),
        [&](const ExportTraffic& entry) { return !entry.both_ways && mirrors(*entry.flow, flow); });
    if (mirror == traffic.end()) {
      traffic.push_back({&flow, i});
      continue;
    }
    mirror->both_ways = true;
    mirror->ports_swap = !same_ports(*mirror->flow, flow);
  }
  return traffic;
}

std::string protocol_words(const Flow& flow) {
  switch (flow.kind) {
    case FlowKind::kIp:
      return ip_words(flow);
    case FlowKind::kArp:
      if (!flow.arp_operation) return "ARP";
      if (*flow.arp_operation == kArpRequest) return "ARP request";
      if (*flow.arp_operation == kArpReply) return "ARP reply";
      return fmt::format("ARP operation {}", *flow.arp_operation);
    case FlowKind::kEther:
      return fmt::format("ethertype {:#06x}", flow.number);
    case FlowKind::kLlc:
      break;
  }
  return "LLC " + llc_text(flow.number);
}

std::string port_words(const ExportTraffic& entry) {
  const Flow& flow = *entry.flow;
  if (flow.kind != FlowKind::kIp || !protocol_has_ports(flow.protocol)) return "-";
  return fmt::format("{} to {}{}", port_word(flow.source_port), port_word(flow.destination_port),
                     entry.ports_swap ? " and back" : "");
}

}  // namespace haguard
