// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain/traffic.h"

#include "base/ip_protocol.h"
#include "learn/key.h"
#include "policy/datapath.h"
#include "policy/describe.h"

namespace haguard {
namespace {

void set_ports(const hg_flow_key& key, Flow& flow) {
  const std::uint16_t source = source_port_of(key);
  const std::uint16_t destination = destination_port_of(key);
  if (flow.kind == FlowKind::kArp) {
    flow.arp_operation = destination;
  } else if (flow.protocol == kIcmp || flow.protocol == kIcmpv6) {
    flow.icmp_type = static_cast<std::uint8_t>(source);
    flow.icmp_code = static_cast<std::uint8_t>(destination);
  } else {
    flow.source_port = source;
    flow.destination_port = destination;
  }
}

}  // namespace

Flow traffic_of(const hg_packet& packet) {
  const hg_flow_key& key = packet.key;
  Flow flow;
  flow.kind = kind_of(key);
  flow.protocol = key.protocol;
  flow.number = key.number;
  flow.source = source_of(key);
  flow.destination = destination_of(key);
  if (!flow.destination) flow.destination_mac = mac_of(packet.destination_mac);
  flow.vlan = vlan_of(key);
  flow.fragments = (packet.flags & (HG_PACKET_FIRST | HG_PACKET_LATER)) != 0;
  if ((packet.flags & HG_PACKET_PORTS) != 0) set_ports(key, flow);
  return flow;
}

std::string name_of_traffic(const Flow& flow) {
  Flow bare;
  bare.kind = flow.kind;
  bare.protocol = flow.protocol;
  bare.number = flow.number;
  return describe_traffic(bare);
}

std::string name_of_tags(const VlanTags& tags) {
  std::string text;
  for (const std::uint16_t id : tags.ids)
    text += (text.empty() ? "vlan " : " vlan ") + std::to_string(id);
  return text.empty() ? "no tag" : text;
}

}  // namespace haguard
