// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Policy to the kernel's table: expands peers to addresses, gives every flow its id, and places the
// lines so that each key stands in one of its two slots.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "haguard/abi.h"
#include "policy/model.h"

namespace haguard {

// What a link gives the compiler beside the policy.
struct CompileOptions {
  std::vector<std::string> ports;  // interface names; the index is the side
  std::uint32_t slots = 0;         // of the table, a power of two
  std::uint32_t flow_capacity = 0;  // ids 0..flow_capacity-1 have a counter
  std::uint32_t generation = 0;
  hg_scope scope = HG_SCOPE_LINK;
  std::optional<VlanTags> scope_vlan;
  bool confine_learning = false;  // record only frames that name a host of this table
};

// Flow identity to flow id. Kept with the policy; ids of flows that left are kept as well, so that
// a flow that comes back finds its counters.
using FlowIds = std::map<std::string, std::uint32_t>;

// The entries of the inner map: [0] is the head, [1..slots] the slots.
using Table = std::vector<hg_entry>;

struct CompiledPolicy {
  Table table;
  FlowIds ids;                      // previous ids and those of new flows
  std::vector<std::uint32_t> flow_ids;  // of policy.flows[i]
};

// `previous` are the ids given so far. kUsage: the policy contradicts itself or the ports
// (check.h); kFailed: more flows than flow_capacity or slots allow, with the numbers and the hint.
Result<CompiledPolicy> compile_policy(const Policy& policy, const CompileOptions& options,
                                      const FlowIds& previous);

// A table without flows, with the hosts of `peers` if learning is to be confined to them.
Result<Table> compile_hosts(const std::vector<Peer>& peers, const CompileOptions& options);

}  // namespace haguard
