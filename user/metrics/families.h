// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// From readings to Prometheus metrics: names, help, labels, base units. Pure.
#pragma once

#include "metrics/family_set.h"
#include "metrics/reading.h"

namespace haguard {

// Is the link there, its mode, its policy, deadlines, learning, events, memory.
void add_link_families(FamilySet& families, const LinkReading& link);
// What each port received, and what became of it; its program.
void add_port_families(FamilySet& families, const LinkReading& link);
// What tells the flows of a link apart.
MetricLabels flow_labels(const LinkReading& link, const FlowLabels& flow);
// Each flow of the policy, and each peer.
void add_flow_families(FamilySet& families, const LinkReading& link);

// How long frames stay in this machine, and where that cannot be measured.
void add_residence_families(FamilySet& families, const LinkReading& link);

// The gaps of each heartbeat flow, and what they tell.
void add_heartbeat_families(FamilySet& families, const LinkReading& link);
// Round trips between the peers, and the limits of their system.
void add_trip_families(FamilySet& families, const LinkReading& link);

// haguard_build_info.
void add_build_family(FamilySet& families, std::string_view version);

}  // namespace haguard
