// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unit/policy/pair.h"

#include <catch2/catch.hpp>
#include <utility>

namespace haguard::pair {

Policy peers_only() {
  Policy policy;
  policy.link = "rooms";
  policy.peers.push_back({"primary", "eth1", {kPrimaryMac}, {kPrimary, kPrimary6}, {}, {}});
  policy.peers.push_back({"secondary", "eth2", {kSecondaryMac}, {kSecondary, kSecondary6}, {}, {}});
  return policy;
}

Flow ip_flow(std::uint8_t protocol) {
  Flow flow;
  flow.name = std::to_string(protocol);
  flow.from = "primary";
  flow.to = "secondary";
  flow.protocol = protocol;
  return flow;
}

Flow arp_flow(const std::string& from, const std::string& to) {
  Flow flow;
  flow.name = "arp-" + from;
  flow.from = from;
  flow.to = to;
  flow.kind = FlowKind::kArp;
  return flow;
}

Flow reversed(Flow flow) {
  std::swap(flow.from, flow.to);
  flow.name += "-back";
  return flow;
}

CompileOptions options() {
  CompileOptions options;
  options.ports = {"eth1", "eth2"};
  options.entries = 512;
  options.flow_capacity = 64;
  options.generation = 7;
  return options;
}

CompiledPolicy compiled(const Policy& policy) {
  return compiled(policy, options());
}

CompiledPolicy compiled(const Policy& policy, const CompileOptions& wanted) {
  auto result = compile_policy(policy, wanted, {});
  if (!result) FAIL(result.error().message);
  return std::move(result).value();
}

Frame v4_frame(std::uint8_t protocol) {
  Frame frame;
  frame.ethernet(kPrimaryMac, kSecondaryMac)
      .ipv4({.source = kPrimary, .destination = kSecondary, .protocol = protocol});
  return frame;
}

Frame v6_frame() {
  Frame frame;
  frame.ethernet(kPrimaryMac, kSecondaryMac)
      .ipv6({.source = kPrimary6, .destination = kSecondary6, .hop_limit = 255});
  return frame;
}

hg_verdict judge(const CompiledPolicy& policy, const Frame& frame, std::uint8_t side) {
  return judge(policy.table, frame, side);
}

hg_verdict judge(const Table& table, const Frame& frame, std::uint8_t side) {
  const Bytes bytes = frame.bytes();
  return decide(table, parse_frame(bytes, bytes.size(), side));
}

std::string reason(const hg_verdict& verdict) {
  switch (verdict.reason) {
#define HG_REASON_CASE(id, name, text, remedy) \
  case HG_REASON_##id:                         \
    return name;
    HG_PASS_REASONS(HG_REASON_CASE)
    HG_DROP_REASONS(HG_REASON_CASE)
#undef HG_REASON_CASE
    default:
      return "none";
  }
}

}  // namespace haguard::pair
