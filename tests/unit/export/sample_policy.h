// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A small policy, so that the whole output of an export can stand in a test.
#pragma once

#include <string>

#include "export/export.h"
#include "harness/frame.h"
#include "policy/model.h"

namespace haguard {

inline Flow sample_flow(const std::string& name, const std::string& from, const std::string& to) {
  Flow flow;
  flow.name = name;
  flow.from = from;
  flow.to = to;
  flow.origin = Origin::kLearned;
  return flow;
}

// ARP and IP 105 both ways, UDP 500 one way.
inline Policy sample_policy() {
  Policy policy;
  policy.link = "rooms";
  policy.system = "cisco-asa";
  Peer primary;
  primary.name = "primary";
  primary.port = "eth1";
  primary.macs = {mac("02:00:00:00:00:01")};
  primary.addresses = {ip("192.0.2.1")};
  Peer secondary = primary;
  secondary.name = "secondary";
  secondary.port = "eth2";
  secondary.macs = {mac("02:00:00:00:00:02")};
  secondary.addresses = {ip("192.0.2.2")};
  policy.peers = {primary, secondary};
  for (const bool forth : {true, false}) {
    const std::string from = forth ? "primary" : "secondary";
    const std::string to = forth ? "secondary" : "primary";
    Flow arp = sample_flow("arp", from, to);
    arp.kind = FlowKind::kArp;
    Flow failover = sample_flow("asa-failover", from, to);
    failover.protocol = 105;
    policy.flows.push_back(arp);
    policy.flows.push_back(failover);
  }
  Flow ike = sample_flow("ike", "primary", "secondary");
  ike.protocol = 17;
  ike.source_port = 500;
  ike.destination_port = 500;
  ike.origin = Origin::kKnowledge;
  policy.flows.push_back(ike);
  return policy;
}

inline ExportOptions sample_options() {
  ExportOptions options;
  options.ports = {"eth1", "eth2"};
  options.labels = {"ARP", "Cisco ASA failover", "ARP", "Cisco ASA failover", ""};
  options.bridge = "br0";
  return options;
}

}  // namespace haguard
