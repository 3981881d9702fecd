// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Reading an observed key: addresses, tags and ports as values in host order.
#pragma once

#include <optional>

#include "haguard/flow.h"
#include "policy/model.h"

namespace haguard {

MacAddress mac_of(const __u8 (&bytes)[6]);
FlowKind kind_of(const hg_flow_key& key);
VlanTags vlan_of(const hg_flow_key& key);

// Of IP and ARP; unset for other frames.
std::optional<IpAddress> source_of(const hg_flow_key& key);
std::optional<IpAddress> destination_of(const hg_flow_key& key);

// The port fields; for ICMP the type and the code, for ARP the operation as destination.
std::uint16_t source_port_of(const hg_flow_key& key);
std::uint16_t destination_port_of(const hg_flow_key& key);

// Neighbour discovery.
bool is_nd(const hg_flow_key& key);
bool is_later_fragment(const hg_flow_key& key);
// IGMP, or ICMPv6 multicast listener discovery.
bool is_membership(const hg_flow_key& key);

// Sender and target are the same address.
bool is_gratuitous_arp(const hg_flow_key& key);

// ff02::1:ffxx:xxxx of an IPv6 address.
IpAddress solicited_node(const IpAddress& address);

}  // namespace haguard
