// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The flows of a policy as people count them: one entry for both directions where they mirror each
// other.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "policy/model.h"

namespace haguard {

struct ExportTraffic {
  const Flow* flow = nullptr;  // the first direction
  std::size_t index = 0;       // of that flow in the policy
  bool both_ways = false;
  bool ports_swap = false;  // the other direction has them the other way round
};

std::vector<ExportTraffic> traffic_of(const Policy& policy);

// "IP protocol 105", "UDP", "ARP request", "ethertype 0x8890", "LLC 42/42", "ICMP type 8".
std::string protocol_words(const Flow& flow);
// "any to 3780", "any to 22 and back", "-" where the protocol has none.
std::string port_words(const ExportTraffic& entry);

}  // namespace haguard
