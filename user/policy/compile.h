// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Policy to the kernel's table: expands peers to addresses, gives every flow its id, and places the
// lines so that each key stands in one of its two slots.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "haguard/abi.h"
#include "policy/flow_ids.h"
#include "policy/heartbeat_slots.h"
#include "policy/model.h"
#include "policy/table.h"

namespace haguard {

// What a link gives the compiler beside the policy.
struct CompileOptions {
  std::vector<std::string> ports;   // interface names; the index is the side
  std::uint32_t entries = 0;        // of the table
  std::uint32_t flow_capacity = 0;  // ids 0..flow_capacity-1 have a counter
  std::uint32_t generation = 0;
  hg_scope scope = HG_SCOPE_LINK;
  std::optional<VlanTags> scope_vlan;
  bool confine_learning = false;  // record only frames that name a host of this table
  SlotOwners slot_owners{};       // as the link has them
};

struct CompiledPolicy {
  Table table;
  FlowIds ids;                          // previous ids and those of new flows
  std::vector<std::uint32_t> flow_ids;  // of policy.flows[i]
  // Ids taken from flows that left, because no unused one was left: their counters still hold the
  // old flow's frames, so zero them before this table is put in force.
  std::vector<std::uint32_t> recycled;
  AssignedSlots heartbeats;  // whose gaps are timed
};

// `previous` are the ids given so far. kUsage: the policy contradicts itself or the ports; only
// what makes a table impossible is refused here, check.h finds the rest. kFailed: more flows than
// flow_capacity or entries allow, with the numbers and the hint.
Result<CompiledPolicy> compile_policy(const Policy& policy, const CompileOptions& options,
                                      const FlowIds& previous);

// A table without flows, with the hosts of `peers` if learning is to be confined to them.
Result<Table> compile_hosts(const std::vector<Peer>& peers, const CompileOptions& options);

}  // namespace haguard
