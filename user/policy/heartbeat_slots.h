// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which heartbeat flow is timed in which slot of the kernel's map. A flow keeps its slot as long as
// its id is in the policy, and finds it again when it comes back. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "haguard/heartbeat.h"
#include "policy/model.h"

namespace haguard {

// Flow id + 1 of each slot; 0: free. The kernel's map has it as hg_heartbeat.owner.
using SlotOwners = std::array<std::uint32_t, HG_HEARTBEAT_SLOTS>;

struct AssignedSlots {
  SlotOwners owners{};
  std::vector<std::optional<std::uint32_t>> of_flow;  // of flows[i]; none: it is not timed
  std::vector<std::uint32_t> fresh;                   // hold another flow's gaps, or none
  std::vector<std::size_t> untimed;  // indexes of heartbeat flows that found no slot
};

// `flow_ids` are those of flows[i]; a slot of one in `recycled` holds the gaps of another flow.
// Free slots go first, then those of flows that left.
AssignedSlots assign_heartbeat_slots(const std::vector<Flow>& flows,
                                     const std::vector<std::uint32_t>& flow_ids,
                                     const std::vector<std::uint32_t>& recycled,
                                     const SlotOwners& previous);

}  // namespace haguard
