// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which flow has which id. A flow keeps its id from policy to policy, so its counters go on; an id
// goes to another flow only when every other id is taken.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/model.h"

namespace haguard {

// Flow identity to flow id. Kept with the policy; ids of flows that left are kept as well, so that
// a flow that comes back finds its counters.
using FlowIds = std::map<std::string, std::uint32_t>;

struct AssignedIds {
  FlowIds ids;                          // previous ids and those of new flows
  std::vector<std::uint32_t> flow_ids;  // of flows[i]
  std::vector<std::uint32_t> recycled;  // taken from flows that left
};

// Ids below `capacity` for all flows: those of `previous` first, then the lowest never used, and
// only then those of flows that left. kFailed: more flows than ids.
Result<AssignedIds> assign_flow_ids(const std::vector<Flow>& flows, const FlowIds& previous,
                                    std::uint32_t capacity);

}  // namespace haguard
