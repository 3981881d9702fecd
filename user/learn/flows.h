// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Exact observations to flows: ports generalised, everything of one identity merged, with what was
// observed kept beside it.
#pragma once

#include <cstddef>
#include <string>

#include "learn/draft.h"

namespace haguard {

// Fills candidate.policy.flows and candidate.evidence from draft.traffic.
void merge_flows(Draft& draft);

// Appends a flow that was not seen. Nothing happens where the candidate has one of its identity, or
// where the peers have no addresses that it could run between.
void add_seed(Draft& draft, Flow flow, const std::string& why);

// A flow with only its ends filled in, origin kKnowledge.
Flow flow_between(const Draft& draft, UnitIndex from, std::optional<UnitIndex> to,
                  const VlanTags& vlan);

// ARP about one address of the sender, told to everybody.
Flow gratuitous_arp(const Draft& draft, UnitIndex from, const IpAddress& address,
                    const VlanTags& vlan);

// Index of the flow with this identity.
std::optional<std::size_t> find_flow(const Draft& draft, const Flow& flow);

// The same flow in the other direction, or from the other unit where it goes to no unit: ports as
// they are.
Flow from_other_unit(const Draft& draft, Flow flow);

// The same flow answered: from_other_unit() with the ports swapped.
Flow answer_of(const Draft& draft, const Flow& flow);

// Gives every flow its labels and a name that no other flow has.
void name_flows(Draft& draft);
// By name, with their evidence. Last of all: the draft's index of places does not survive it.
void order_flows(Candidate& candidate);

// Keeps only the flows whose entry in `keep` is true.
void keep_flows(Draft& draft, const std::vector<bool>& keep);

}  // namespace haguard
