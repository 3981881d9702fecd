// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The kernel's slots for heartbeat flows: read, given to flows, taken from flows that left.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "haguard/heartbeat.h"
#include "latency/gaps.h"
#include "link/link.h"
#include "policy/heartbeat_slots.h"

namespace haguard {

Result<SlotOwners> read_slot_owners(const Link& link);

// Before the table that names them comes into force: fresh slots are emptied and get their owner.
Status claim_slots(const Link& link, const AssignedSlots& slots);

// After that: a flow that left keeps what was counted, but the time until it comes back is no gap.
Status rest_slots(const Link& link, const AssignedSlots& slots);

// The gaps of a flow as they are now, each number with the others; nothing when it has no slot.
Result<std::optional<hg_heartbeat>> read_heartbeat(const Link& link, const SlotOwners& owners,
                                                   std::uint32_t flow_id);

// Whether anything is waited for at a moment: to be read after the gaps that are held against it.
struct GapWatch {
  std::uint64_t now_ns = 0;
  std::uint64_t judged_since_ns = 0;
  bool judging = false;

  GapFacts facts(const hg_heartbeat& heartbeat) const {
    return gap_facts(heartbeat, now_ns, judged_since_ns, judging);
  }
};
Result<GapWatch> read_gap_watch(const Link& link);

}  // namespace haguard
