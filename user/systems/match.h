// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the knowledge base calls a flow. One number may mean two things (IP 112 is VRRP or CARP):
// then both are named.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "haguard/flow.h"
#include "systems/system.h"

namespace haguard {

// What decides a name, common to a policy's flow and to an observed key.
struct FlowFacts {
  FlowKind kind = FlowKind::kIp;
  std::uint8_t protocol = 0;
  std::uint16_t number = 0;
  std::optional<std::uint16_t> source_port, destination_port;
  std::optional<std::uint8_t> icmp_type;
  std::optional<IpAddress> destination;  // unset: a peer
  std::optional<MacAddress> destination_mac;
  bool broadcast = false;  // limited, or of a subnet
  bool unsure = false;     // unicast or subnet broadcast: the address alone does not tell
};

FlowFacts facts_of(const Flow& flow);
// `destination_mac` as observed tells a subnet broadcast from a unicast.
FlowFacts facts_of(const hg_flow_key& key, const MacAddress& destination_mac);

bool matches(const SystemFlow& entry, const FlowFacts& facts);

struct Label {
  std::string system;  // id
  std::string flow;    // its name within the system
  std::string text;    // "Cisco ASA failover"
  Confidence confidence = Confidence::kUnknown;
  bool operator==(const Label&) const = default;
};

// Every meaning of the flow: those of `system` (an id) alone where it has one, else those of every
// system, the surest first; then those of background entries; fallbacks only where there is no
// other.
std::vector<Label> labels_of(const FlowFacts& facts, const std::vector<System>& systems,
                             const std::string& system = {});

// "Cisco ASA failover", "VRRP or CARP"; empty for no labels. Those of the same text are one.
std::string label_text(const std::vector<Label>& labels);

}  // namespace haguard
