// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/iptables_lines.h"

#include <fmt/format.h>

#include "base/ethertype.h"
#include "base/ip_protocol.h"

namespace haguard {
namespace {

std::string ends(const ExportRule& rule) {
  return fmt::format("-s {} -d {} -p {}", rule.source.to_string(), rule.destination.to_string(),
                     rule.flow->protocol);
}

std::string ports(const Flow& flow) {
  if (!flow.source_port && !flow.destination_port) return {};
  const bool lite = flow.protocol == kUdpLite;
  std::string text = " -m " + (lite ? "multiport" : protocol_name(flow.protocol));
  // multiport takes one direction for each use of the match.
  if (flow.source_port) text += fmt::format(" --sport{} {}", lite ? "s" : "", *flow.source_port);
  if (!flow.destination_port) return text;
  if (lite && flow.source_port) text += " -m multiport";
  return text + fmt::format(" --dport{} {}", lite ? "s" : "", *flow.destination_port);
}

std::string icmp(const ExportRule& rule) {
  const Flow& flow = *rule.flow;
  if (!flow.icmp_type || !is_icmp(flow.protocol)) return {};
  std::string text = flow.protocol == kIcmp ? " -m icmp --icmp-type " : " -m icmp6 --icmpv6-type ";
  text += fmt::to_string(*flow.icmp_type);
  if (flow.icmp_code) text += fmt::format("/{}", *flow.icmp_code);
  if (rule.is_nd_type()) text += " -m hl --hl-eq 255";
  return text;
}

std::vector<std::string> for_each_mac(const std::string& match, const ExportRule& rule) {
  if (rule.source_macs.empty()) return {match};
  std::vector<std::string> lines;
  lines.reserve(rule.source_macs.size());
  for (const auto& mac : rule.source_macs)
    lines.push_back(fmt::format("{} -m mac --mac-source {}", match, mac.to_string()));
  return lines;
}

std::string arp_match(const ExportRule& rule) {
  std::string text = "-p ARP --arp-htype 1 --arp-ptype 0x0800";
  if (rule.flow->arp_operation) text += fmt::format(" --arp-op {}", *rule.flow->arp_operation);
  return text + fmt::format(" --arp-ip-src {} --arp-ip-dst {}", rule.source.to_string(),
                            rule.destination.to_string());
}

std::string vlan_match(const ExportRule& rule, std::uint16_t type) {
  return fmt::format("-p 802_1Q --vlan-id {} --vlan-encap {:#06x}", rule.flow->vlan.ids[0], type);
}

std::uint16_t ethertype_of(const ExportRule& rule) {
  switch (rule.flow->kind) {
    case FlowKind::kIp:
      return rule.is_v4() ? kEthertypeIpv4 : kEthertypeIpv6;
    case FlowKind::kArp:
      return kEthertypeArp;
    case FlowKind::kEther:
    case FlowKind::kLlc:
      break;
  }
  return rule.flow->number;
}

std::string frame_match(const ExportRule& rule) {
  if (!rule.flow->vlan.ids.empty()) return vlan_match(rule, ethertype_of(rule));
  switch (rule.flow->kind) {
    case FlowKind::kIp:
      return rule.is_v4() ? "-p IPv4" : "-p IPv6";
    case FlowKind::kArp:
      return arp_match(rule);
    case FlowKind::kEther:
      return fmt::format("-p {:#06x}", rule.flow->number);
    case FlowKind::kLlc:
      break;
  }
  return fmt::format("-p LENGTH --802_3-sap {:#04x}", rule.flow->number & 0xffU);
}

}  // namespace

std::vector<std::string> iptables_lines(const ExportRule& rule) {
  return for_each_mac(ends(rule) + ports(*rule.flow) + icmp(rule), rule);
}

std::vector<std::string> iptables_later_lines(const ExportRule& rule) {
  if (!rule.flow->fragments) return {};
  return for_each_mac(ends(rule), rule);
}

std::vector<std::string> ebtables_lines(const ExportRule& rule) {
  std::string match = frame_match(rule);
  if (rule.flow->kind == FlowKind::kIp) return {match};
  if (rule.flow->kind != FlowKind::kArp) match += " -d " + rule.destination_mac.to_string();
  if (rule.source_macs.empty()) return {match};
  std::vector<std::string> lines;
  for (const auto& mac : rule.source_macs) {
    const bool claims = rule.flow->kind == FlowKind::kArp && rule.flow->vlan.ids.empty();
    lines.push_back(match + " -s " + mac.to_string() +
                    (claims ? " --arp-mac-src " + mac.to_string() : ""));
  }
  return lines;
}

}  // namespace haguard
