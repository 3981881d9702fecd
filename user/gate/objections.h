// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The single judgements; judge() asks each. Each takes the facts and appends what it has against
// enforcing. Those that need a policy are asked only where there is one.
#pragma once

#include "gate/gate.h"

namespace haguard {

using Objections = std::vector<Objection>;

// A unit that cannot find the other's MAC address goes silent when its entry expires.
void object_to_resolution(const GateFacts& facts, const Policy& policy, Objections& objections);
// What only one unit may send, though the other one sends it too, or will after a failover.
void object_to_directions(const GateFacts& facts, const Policy& policy, Objections& objections);
// What a peer sent lately that enforcing would have dropped.
void object_to_would_drops(const GateFacts& facts, const Policy& policy, Objections& objections);
// What the policy in force lets pass, and came lately, that the next one would drop.
void object_to_lost_flows(const GateFacts& facts, const Policy& policy, Objections& objections);
// A port without an interface, or without the program on it.
void object_to_bare_ports(const GateFacts& facts, Objections& objections);
// A port that the operator is reached through.
void object_to_ports(const ReachFacts& facts, Objections& objections);

}  // namespace haguard
