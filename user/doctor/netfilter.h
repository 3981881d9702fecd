// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which chains of others the frames of a link go through after haguard let them pass.
#pragma once

#include "doctor/facts.h"

namespace haguard {

// Which tables bridged frames of this link are handed to: the sysctls, or the bridge's own switch.
BridgeNetfilter bridge_netfilter_of(const MachineFacts& machine, const LinkFacts& link);

// The chain can drop, and frames of this link reach it.
bool concerns(const MachineFacts& machine, const LinkFacts& link, const HookChain& chain);

// "br_netfilter" switches as words: "iptables, ip6tables"; empty for none.
std::string names_of(const BridgeNetfilter& switches);

}  // namespace haguard
