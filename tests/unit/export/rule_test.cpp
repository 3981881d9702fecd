// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The expansion that all rule languages share.
#include "export/rule.h"

#include <catch2/catch.hpp>

#include "sample_policy.h"

using namespace haguard;

namespace {

ExportRules expanded(const Policy& policy, const ExportOptions& options) {
  auto rules = expand_rules(policy, options);
  if (!rules.ok()) FAIL(rules.error().message);
  return std::move(rules).value();
}

}  // namespace

TEST_CASE("a flow becomes a rule for each pair of addresses of one family", "[export]") {
  Policy policy = sample_policy();
  policy.peers[0].addresses = {ip("192.0.2.1"), ip("2001:db8::1"), ip("fe80::1")};
  policy.peers[1].addresses = {ip("192.0.2.2"), ip("2001:db8::2")};
  const auto options = sample_options();
  const auto rules = expanded(policy, options).rules;
  std::size_t arp = 0;
  std::size_t failover = 0;
  for (const auto& rule : rules) {
    CHECK(rule.source.family == rule.destination.family);
    if (rule.side != 0) continue;
    arp += rule.flow->kind == FlowKind::kArp ? 1U : 0U;
    failover += rule.flow->protocol == 105 ? 1U : 0U;
  }
  CHECK(arp == 1);
  CHECK(failover == 3);
}

TEST_CASE("rules know their side, MAC and comment", "[export]") {
  const Policy policy = sample_policy();
  const auto options = sample_options();
  const auto rules = expanded(policy, options).rules;
  REQUIRE(rules.size() == 5);
  CHECK(rules[3].side == 1);
  CHECK(rules[3].source_macs == std::vector{mac("02:00:00:00:00:02")});
  CHECK(rules[3].comment == "asa-failover (Cisco ASA failover)");
  CHECK(rules[4].comment == "ike");
}

TEST_CASE("a peer with several MACs may use any of its side", "[export]") {
  Policy policy = sample_policy();
  policy.peers[0].shared_macs = {mac("00:00:5e:00:01:01")};
  const auto options = sample_options();
  const auto rules = expanded(policy, options);
  CHECK(rules.rules[0].source_macs ==
        std::vector{mac("02:00:00:00:00:01"), mac("00:00:5e:00:01:01")});
  policy.flows[0].bind_mac = false;
  CHECK(expanded(policy, options).rules[0].source_macs.empty());
}

TEST_CASE("frames without addresses are told apart by MAC alone", "[export]") {
  Policy policy = sample_policy();
  Flow flow = sample_flow("fgcp", "primary", "secondary");
  flow.kind = FlowKind::kEther;
  flow.number = 0x8890;
  flow.bind_mac = false;
  policy.flows = {flow};
  auto options = sample_options();
  options.labels.clear();
  const auto rules = expanded(policy, options).rules;
  REQUIRE(rules.size() == 1);
  CHECK(rules[0].source_macs == std::vector{mac("02:00:00:00:00:01")});
  CHECK(rules[0].destination_mac == mac("02:00:00:00:00:02"));
}

TEST_CASE("a policy that does not fit the link is refused", "[export]") {
  Policy policy = sample_policy();
  auto options = sample_options();
  options.labels.pop_back();
  CHECK(expand_rules(policy, options).error().kind == ErrorKind::kUsage);
  options = sample_options();
  options.ports = {"eth1"};
  CHECK(expand_rules(policy, options).error().kind == ErrorKind::kUsage);
  options = sample_options();
  policy.flows[0].to = "nobody";
  CHECK(expand_rules(policy, options).error().kind == ErrorKind::kUsage);
}

TEST_CASE("addresses a neighbour advertisement may claim", "[export]") {
  Policy policy = sample_policy();
  policy.peers[0].addresses.push_back(ip("2001:db8::1"));
  policy.peers[1].addresses.push_back(ip("2001:db8::2"));
  const auto options = sample_options();
  const auto rules = expanded(policy, options);
  CHECK(claimable_addresses(rules, 0, mac("02:00:00:00:00:01")) == std::vector{ip("2001:db8::1")});
  CHECK(claimable_addresses(rules, 0, mac("02:00:00:00:00:02")).empty());
  CHECK(claimable_addresses(rules, 1, std::nullopt) == std::vector{ip("2001:db8::2")});
}
