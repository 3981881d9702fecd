// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a frame carries, in the terms of a policy's flow.
#pragma once

#include <string>

#include "policy/model.h"

struct hg_packet;

namespace haguard {

// Kind, protocol, ports or what stands in their place, tags, literal addresses; `fragments` where
// it is one. Without name and peers.
Flow traffic_of(const hg_packet& packet);

// "udp", "ip 105", "arp", "ethertype 0x8890", "llc 42/42": what it is, without the rest.
std::string name_of_traffic(const Flow& flow);

// "vlan 3001", "vlan 3001 vlan 100", "no tag".
std::string name_of_tags(const VlanTags& tags);

}  // namespace haguard
