// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Slots stay with their flows from policy to policy; beyond the limit flows are named.
#include "policy/heartbeat_slots.h"

#include <catch2/catch.hpp>

#include "unit/policy/pair.h"
#include "unit/policy/table_lines.h"

namespace haguard::pair {
namespace {

// Heartbeat flows with the ids first..first+count-1.
struct Many {
  std::vector<Flow> flows;
  std::vector<std::uint32_t> ids;

  Many(std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t id = first; id < first + count; ++id) {
      Flow flow;
      flow.heartbeat = true;
      flows.push_back(flow);
      ids.push_back(id);
    }
  }
  AssignedSlots assign(const SlotOwners& previous,
                       const std::vector<std::uint32_t>& recycled = {}) const {
    return assign_heartbeat_slots(flows, ids, recycled, previous);
  }
};

}  // namespace

TEST_CASE("heartbeat slots: each flow its own, the others none") {
  Many many(0, 3);
  many.flows[1].heartbeat = false;
  const AssignedSlots slots = many.assign({});
  CHECK(slots.of_flow == std::vector<std::optional<std::uint32_t>>{0, std::nullopt, 1});
  CHECK(slots.fresh == std::vector<std::uint32_t>{0, 1});
  CHECK(slots.owners[0] == 1);
  CHECK(slots.owners[1] == 3);
  CHECK(slots.untimed.empty());
}

TEST_CASE("heartbeat slots: a flow keeps its slot, also while it is away") {
  const AssignedSlots first = Many(0, 2).assign({});
  const AssignedSlots without = Many(1, 2).assign(first.owners);
  CHECK(without.of_flow[0] == first.of_flow[1]);
  CHECK(without.fresh == std::vector<std::uint32_t>{2});
  const AssignedSlots back = Many(0, 3).assign(without.owners);
  CHECK(back.of_flow[0] == first.of_flow[0]);
  CHECK(back.fresh.empty());
}

TEST_CASE("heartbeat slots: a flow that got another flow's id starts anew") {
  const AssignedSlots first = Many(0, 2).assign({});
  const AssignedSlots second = Many(0, 2).assign(first.owners, {1});
  CHECK(second.of_flow == first.of_flow);
  CHECK(second.fresh == std::vector<std::uint32_t>{1});
}

TEST_CASE("heartbeat slots: beyond the limit flows that left give theirs, then none is left") {
  const AssignedSlots full = Many(0, HG_HEARTBEAT_SLOTS).assign({});
  CHECK(full.untimed.empty());
  const AssignedSlots moved = Many(2, HG_HEARTBEAT_SLOTS + 1).assign(full.owners);
  CHECK(moved.of_flow[0] == full.of_flow[2]);
  CHECK(moved.fresh == std::vector<std::uint32_t>{0, 1});
  CHECK(moved.untimed == std::vector<std::size_t>{HG_HEARTBEAT_SLOTS});
  CHECK_FALSE(moved.of_flow[HG_HEARTBEAT_SLOTS].has_value());
}

TEST_CASE("heartbeat slots: in the table, but not for later fragments") {
  Policy policy = peers_only();
  policy.flows = {ip_flow(105), ip_flow(8)};
  policy.flows[0].heartbeat = true;
  policy.flows[0].fragments = true;
  CompileOptions wanted = options();
  wanted.slot_owners[0] = 77;
  const auto compiled = compile_policy(policy, wanted, {});
  REQUIRE(compiled.ok());
  CHECK(compiled->heartbeats.of_flow[0] == 1U);
  std::size_t timed = 0;
  std::size_t later = 0;
  for (const TableLine& line : lines_of(compiled->table)) {
    if (line.key.kind >= HG_KIND_HOST_V4 || (line.flags & HG_LINE_HEARTBEAT) == 0) continue;
    if (line.key.shape == HG_SHAPE_LATER) {
      CHECK((line.flags & HG_LINE_TIMED) == 0);
      ++later;
      continue;
    }
    CHECK((line.flags & HG_LINE_TIMED) != 0);
    CHECK(line.slot == 1);
    ++timed;
  }
  CHECK(timed >= 1);
  CHECK(later >= 1);
}

}  // namespace haguard::pair
