// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The policy that the export tests load into real firewalls: one flow of each kind, between the two
// units of the lab.
#pragma once

#include <string>
#include <vector>

#include "export/export.h"
#include "harness/lab.h"
#include "policy/model.h"

namespace haguard {

inline Peer peer_of(const Host& host, const std::string& name, const std::string& port) {
  Peer peer;
  peer.name = name;
  peer.port = port;
  peer.macs = {host.mac};
  peer.addresses = {host.ipv4, host.ipv6};
  return peer;
}

// `flow` in both directions.
inline void add_both_ways(Policy& policy, Flow flow) {
  flow.from = "primary";
  flow.to = "secondary";
  policy.flows.push_back(flow);
  std::swap(flow.from, flow.to);
  policy.flows.push_back(flow);
}

inline Flow ip_flow(const std::string& name, std::uint8_t protocol) {
  Flow flow;
  flow.name = name;
  flow.protocol = protocol;
  return flow;
}

inline Flow port_flow(const std::string& name, std::uint8_t protocol,
                      std::optional<std::uint16_t> source,
                      std::optional<std::uint16_t> destination) {
  Flow flow = ip_flow(name, protocol);
  flow.source_port = source;
  flow.destination_port = destination;
  return flow;
}

inline Flow icmp_flow(const std::string& name, std::uint8_t protocol, std::uint8_t type) {
  Flow flow = ip_flow(name, protocol);
  flow.icmp_type = type;
  return flow;
}

inline Flow mac_flow(const std::string& name, FlowKind kind, std::uint16_t number) {
  Flow flow;
  flow.name = name;
  flow.kind = kind;
  flow.number = number;
  return flow;
}

inline Flow tagged(Flow flow, std::vector<std::uint16_t> ids) {
  flow.name += "-tagged";
  flow.vlan.ids = std::move(ids);
  return flow;
}

inline Flow fragmented(Flow flow) {
  flow.fragments = true;
  return flow;
}

// Neighbour discovery from one unit to `destination`.
inline Flow nd_flow(const std::string& from, std::uint8_t type, const IpAddress& destination) {
  Flow flow = icmp_flow("nd", 58, type);
  flow.from = from;
  flow.destination = destination;
  return flow;
}

inline Policy export_test_policy(const Lab& lab) {
  Policy policy;
  policy.link = "rooms";
  policy.peers = {peer_of(lab.a(), "primary", Lab::port(1)),
                  peer_of(lab.b(), "secondary", Lab::port(2))};
  Flow arp = mac_flow("arp", FlowKind::kArp, 0);
  add_both_ways(policy, arp);
  add_both_ways(policy, ip_flow("asa-failover", 105));
  add_both_ways(policy, fragmented(ip_flow("asa-state", 8)));
  add_both_ways(policy, icmp_flow("echo", 1, 8));
  add_both_ways(policy, port_flow("ike", 17, 500, 500));
  add_both_ways(policy, fragmented(port_flow("sync", 17, {}, 3780)));
  add_both_ways(policy, fragmented(port_flow("bulk", 6, {}, 703)));
  add_both_ways(policy, port_flow("udplite", 136, 7000, 7001));
  add_both_ways(policy, mac_flow("fgcp", FlowKind::kEther, 0x8890));
  add_both_ways(policy, mac_flow("llc", FlowKind::kLlc, 0x4242));
  add_both_ways(policy, icmp_flow("echo6", 58, 128));
  add_both_ways(policy, tagged(ip_flow("asa-failover", 105), {3001}));
  add_both_ways(policy, tagged(arp, {3001}));
  add_both_ways(policy, tagged(ip_flow("asa-failover", 105), {200, 100}));
  add_both_ways(policy, tagged(arp, {200, 100}));
  add_both_ways(policy, tagged(port_flow("ike", 17, 500, 500), {200, 100}));
  const IpAddress solicited = ip("ff02::1:ff00:2");
  policy.flows.push_back(nd_flow("primary", 135, solicited));
  policy.flows.push_back(nd_flow("primary", 136, lab.b().ipv6));
  policy.flows.push_back(nd_flow("secondary", 136, lab.a().ipv6));
  Flow group = ip_flow("vrrp", 112);
  group.from = "primary";
  group.destination = ip("224.0.0.18");
  policy.flows.push_back(group);
  return policy;
}

inline ExportOptions export_test_options() {
  ExportOptions options;
  options.ports = {Lab::port(1), Lab::port(2)};
  options.bridge = "br0";
  return options;
}

}  // namespace haguard
