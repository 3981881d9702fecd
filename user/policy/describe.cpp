// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/describe.h"

#include <fmt/format.h>

#include "base/arp_operation.h"
#include "base/units.h"

namespace haguard {
namespace {

std::string port_text(const std::optional<std::uint16_t>& port) {
  return port ? fmt::format("{}", *port) : "any";
}

std::string ip_text(const Flow& flow) {
  std::string text = protocol_name(flow.protocol);
  if (text.empty()) text = fmt::format("ip {}", flow.protocol);
  if (flow.source_port)
    text += fmt::format(" {} > {}", *flow.source_port, port_text(flow.destination_port));
  else if (flow.destination_port)
    text += fmt::format(" {}", *flow.destination_port);
  if (flow.icmp_type) text += fmt::format(" type {}", *flow.icmp_type);
  if (flow.icmp_code) text += fmt::format(" code {}", *flow.icmp_code);
  return text;
}

std::string arp_text(const Flow& flow) {
  if (!flow.arp_operation) return "arp";
  if (*flow.arp_operation == kArpRequest) return "arp request";
  if (*flow.arp_operation == kArpReply) return "arp reply";
  return fmt::format("arp operation {}", *flow.arp_operation);
}

std::string kind_text(const Flow& flow) {
  switch (flow.kind) {
    case FlowKind::kIp:
      return ip_text(flow);
    case FlowKind::kArp:
      return arp_text(flow);
    case FlowKind::kEther:
      return fmt::format("ethertype {:#06x}", flow.number);
    case FlowKind::kLlc:
      return "llc " + llc_text(flow.number);
  }
  return {};
}

std::string sender_text(const Flow& flow) {
  return flow.source ? fmt::format("{} ({})", flow.from, flow.source->to_string()) : flow.from;
}

std::string receiver_text(const Flow& flow) {
  std::string address;
  if (flow.destination) address = flow.destination->to_string();
  if (flow.destination_mac) address = flow.destination_mac->to_string();
  if (flow.to.empty()) return address;
  return address.empty() ? flow.to : fmt::format("{} ({})", flow.to, address);
}

}  // namespace

std::string describe_traffic(const Flow& flow) {
  std::string text = kind_text(flow);
  for (const std::uint16_t id : flow.vlan.ids)
    text += fmt::format(" vlan {}", id);
  if (flow.fragments) text += " fragments";
  return text;
}

std::string describe_flow(const Flow& flow) {
  return fmt::format("{} > {}  {}", sender_text(flow), receiver_text(flow), describe_traffic(flow));
}

std::string describe_size(const Policy& policy) {
  return fmt::format("{}, {}", format_counted(policy.peers.size(), "peer"),
                     format_counted(policy.flows.size(), "flow"));
}

}  // namespace haguard
