// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What cannot be compiled is refused with its names and numbers; ids stay with their flows.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/policy/pair.h"

namespace haguard::pair {
namespace {

using Catch::Contains;

Error error_of(const Policy& policy, const CompileOptions& wanted = options()) {
  const auto result = compile_policy(policy, wanted, {});
  REQUIRE_FALSE(result.ok());
  return result.error();
}

}  // namespace

TEST_CASE("contradictions are refused by name") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(105)};
  SECTION("an unknown port") {
    policy.peers[1].port = "eth9";
    const Error error = error_of(policy);
    CHECK(error.kind == ErrorKind::kUsage);
    CHECK_THAT(error.message, Contains("secondary") && Contains("eth9"));
    CHECK_THAT(error.hint, Contains("eth1, eth2"));
  }
  SECTION("an unknown peer") {
    policy.flows[0].to = "tertiary";
    CHECK_THAT(error_of(policy).message, Contains("\"105\"") && Contains("tertiary"));
  }
  SECTION("two peers of one name") {
    policy.peers[1].name = "primary";
    CHECK_THAT(error_of(policy).message, Contains("primary"));
  }
  SECTION("no address of the family") {
    policy.peers[1].addresses = {kSecondary6};
    policy.peers[0].addresses = {kPrimary};
    CHECK_THAT(error_of(policy).message, Contains("\"105\"") && Contains("family"));
  }
  SECTION("no MAC where frames have nothing else") {
    policy.flows[0].kind = FlowKind::kEther;
    policy.peers[0].macs.clear();
    CHECK_THAT(error_of(policy).message, Contains("\"105\"") && Contains("MAC"));
  }
  SECTION("two flows for the same frames") {
    policy.flows.push_back(ip_flow(8));
    policy.flows.push_back(policy.flows[0]);
    policy.flows[2].name = "again";
    policy.flows[2].source = kPrimary;
    const Error error = error_of(policy);
    CHECK(error.kind == ErrorKind::kUsage);
    CHECK_THAT(error.message, Contains("\"105\"") && Contains("\"again\""));
  }
  SECTION("too many VLANs") {
    for (std::uint16_t id = 1; id <= HG_MAX_VLANS; ++id) {
      policy.flows.push_back(ip_flow(105));
      policy.flows.back().vlan.ids = {id};
    }
    CHECK_THAT(error_of(policy).message, Contains("8"));
    policy.flows.pop_back();
    CHECK(compile_policy(policy, options(), {}).ok());
  }
}

TEST_CASE("what is too large is refused with its numbers") {
  Policy policy = peers_only();
  for (int protocol = 1; protocol <= 60; ++protocol)
    policy.flows.push_back(ip_flow(static_cast<std::uint8_t>(protocol + 150)));
  CompileOptions wanted = options();
  SECTION("flows") {
    wanted.flow_capacity = 59;
    const Error error = error_of(policy, wanted);
    CHECK(error.kind == ErrorKind::kFailed);
    CHECK_THAT(error.message, Contains("60") && Contains("59"));
  }
  SECTION("lines") {
    wanted.entries = 256;
    const Error error = error_of(policy, wanted);
    CHECK(error.kind == ErrorKind::kFailed);
    // 2 x 60 flows and 6 hosts; 62 lines of IPv6, of two entries each.
    CHECK_THAT(error.message, Contains("126") && Contains("384") && Contains("256"));
    CHECK_THAT(error.hint, Contains("--max-flows 48"));
  }
}

TEST_CASE("a flow keeps its id, a new one gets an unused id") {
  const std::vector<Flow> first = {ip_flow(105), ip_flow(8)};
  const auto one = assign_flow_ids(first, {}, 4);
  REQUIRE(one.ok());
  CHECK(one->flow_ids == std::vector<std::uint32_t>{0, 1});

  const std::vector<Flow> second = {ip_flow(9), ip_flow(8)};
  const auto two = assign_flow_ids(second, one->ids, 4);
  REQUIRE(two.ok());
  CHECK(two->flow_ids == std::vector<std::uint32_t>{2, 1});
  CHECK(two->ids.size() == 3);  // 105 may come back
  CHECK(two->recycled.empty());

  const auto back = assign_flow_ids(first, two->ids, 4);
  REQUIRE(back.ok());
  CHECK(back->flow_ids == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("only when no id is unused, one of a flow that left is taken and reported") {
  const auto one = assign_flow_ids({ip_flow(105), ip_flow(8)}, {}, 2);
  REQUIRE(one.ok());
  const auto two = assign_flow_ids({ip_flow(8), ip_flow(9)}, one->ids, 2);
  REQUIRE(two.ok());
  CHECK(two->flow_ids == std::vector<std::uint32_t>{1, 0});
  CHECK(two->recycled == std::vector<std::uint32_t>{0});
  CHECK(two->ids.size() == 2);
  CHECK(two->ids.count(flow_identity(ip_flow(105))) == 0);
  CHECK_FALSE(assign_flow_ids({ip_flow(8), ip_flow(9), ip_flow(10)}, two->ids, 2).ok());
}

TEST_CASE("ids that cannot be are given anew") {
  const FlowIds broken = {{flow_identity(ip_flow(105)), 90},
                          {flow_identity(ip_flow(8)), 3},
                          {flow_identity(ip_flow(9)), 3}};
  const auto fixed = assign_flow_ids({ip_flow(105), ip_flow(8), ip_flow(9)}, broken, 8);
  REQUIRE(fixed.ok());
  std::vector<std::uint32_t> ids = fixed->flow_ids;
  std::sort(ids.begin(), ids.end());
  CHECK(ids == std::vector<std::uint32_t>{0, 1, 3});
}

TEST_CASE("equal policies compile to equal tables") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(105), ip_flow(17)};
  const Table a = compiled(policy).table;
  const Table b = compiled(policy).table;
  CHECK(std::equal(reinterpret_cast<const char*>(a.data()),
                   reinterpret_cast<const char*>(a.data() + a.size()),
                   reinterpret_cast<const char*>(b.data())));
}

}  // namespace haguard::pair
