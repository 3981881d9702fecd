// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/key.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstddef>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"

namespace haguard {
namespace {

IpAddress v4_of(__be32 address) {
  std::uint8_t bytes[4];
  for (std::size_t i = 0; i < 4; ++i)
    bytes[i] = static_cast<std::uint8_t>(ntohl(address) >> (24 - 8 * i));
  return IpAddress::v4(bytes);
}

}  // namespace

MacAddress mac_of(const __u8 (&bytes)[6]) {
  MacAddress mac;
  std::copy(std::begin(bytes), std::end(bytes), mac.bytes.begin());
  return mac;
}

FlowKind kind_of(const hg_flow_key& key) {
  switch (key.kind) {
    case HG_KIND_ARP:
      return FlowKind::kArp;
    case HG_KIND_ETHER:
      return FlowKind::kEther;
    case HG_KIND_LLC:
      return FlowKind::kLlc;
    default:
      return FlowKind::kIp;
  }
}

VlanTags vlan_of(const hg_flow_key& key) {
  VlanTags tags;
  for (const __u16 tag : key.vlan)
    if (tag & HG_VLAN_PRESENT) tags.ids.push_back(tag & HG_VLAN_ID);
  return tags;
}

std::optional<IpAddress> source_of(const hg_flow_key& key) {
  if (key.kind == HG_KIND_IPV6) return IpAddress::v6(key.addresses.v6.source);
  if (key.kind == HG_KIND_IPV4 || key.kind == HG_KIND_ARP) return v4_of(key.addresses.v4.source);
  return std::nullopt;
}

std::optional<IpAddress> destination_of(const hg_flow_key& key) {
  if (key.kind == HG_KIND_IPV6) return IpAddress::v6(key.addresses.v6.destination);
  if (key.kind == HG_KIND_IPV4 || key.kind == HG_KIND_ARP)
    return v4_of(key.addresses.v4.destination);
  return std::nullopt;
}

std::uint16_t source_port_of(const hg_flow_key& key) {
  return ntohs(key.source_port);
}
std::uint16_t destination_port_of(const hg_flow_key& key) {
  return ntohs(key.destination_port);
}

bool is_nd(const hg_flow_key& key) {
  return key.kind == HG_KIND_IPV6 && key.protocol == kIcmpv6 && !is_later_fragment(key) &&
         is_neighbour_discovery(source_port_of(key));
}

bool is_later_fragment(const hg_flow_key& key) {
  return key.shape == HG_SHAPE_LATER;
}

bool is_membership(const hg_flow_key& key) {
  if (key.kind == HG_KIND_IPV4) return key.protocol == kIgmp;
  return key.kind == HG_KIND_IPV6 && key.protocol == kIcmpv6 &&
         is_listener_discovery(source_port_of(key));
}

bool is_gratuitous_arp(const hg_flow_key& key) {
  return key.kind == HG_KIND_ARP && key.addresses.v4.source == key.addresses.v4.destination;
}

IpAddress solicited_node(const IpAddress& address) {
  IpAddress group;
  group.family = Family::kIpv6;
  group.bytes = {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff};
  std::copy(address.bytes.begin() + 13, address.bytes.end(), group.bytes.begin() + 13);
  return group;
}

}  // namespace haguard
