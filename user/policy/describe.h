// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A flow, or how large a policy is, in one line of words, the same in every table and message.
#pragma once

#include <string>

#include "policy/model.h"

namespace haguard {

// What it is: "ip 105", "udp 3780", "udp 500 > 500", "icmp type 8", "arp", "ethertype 0x8890",
// "llc 42/42"; with "vlan 3001" and "fragments" where they apply.
std::string describe_traffic(const Flow& flow);

// Who to whom, and what: "primary > secondary  ip 105", "primary > 224.0.0.18  vrrp vlan 3001".
std::string describe_flow(const Flow& flow);

// "2 peers, 4 flows".
std::string describe_size(const Policy& policy);

}  // namespace haguard
