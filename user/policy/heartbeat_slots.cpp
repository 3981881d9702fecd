// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/heartbeat_slots.h"

#include <algorithm>
#include <cstddef>

namespace haguard {
namespace {

constexpr std::uint32_t kFree = 0;

std::uint32_t owner_of(std::uint32_t flow_id) {
  return flow_id + 1;
}

bool contains_owner(const std::vector<std::uint32_t>& owners, std::uint32_t owner) {
  return std::find(owners.begin(), owners.end(), owner) != owners.end();
}

// A slot that nobody has, or else one whose flow is not among `staying`.
std::optional<std::uint32_t> take_slot(const SlotOwners& owners,
                                       const std::vector<std::uint32_t>& staying) {
  auto slot = std::find(owners.begin(), owners.end(), kFree);
  if (slot == owners.end())
    slot = std::find_if(owners.begin(), owners.end(),
                        [&](std::uint32_t owner) { return !contains_owner(staying, owner); });
  if (slot == owners.end()) return {};
  return static_cast<std::uint32_t>(slot - owners.begin());
}

}  // namespace

AssignedSlots assign_heartbeat_slots(const std::vector<Flow>& flows,
                                     const std::vector<std::uint32_t>& flow_ids,
                                     const std::vector<std::uint32_t>& recycled,
                                     const SlotOwners& previous) {
  AssignedSlots assigned;
  assigned.owners = previous;
  assigned.of_flow.resize(flows.size());
  for (const std::uint32_t id : recycled)
    std::replace(assigned.owners.begin(), assigned.owners.end(), owner_of(id), kFree);

  std::vector<std::uint32_t> staying;
  for (std::size_t i = 0; i < flows.size(); ++i)
    if (flows[i].heartbeat) staying.push_back(owner_of(flow_ids[i]));
  for (std::size_t i = 0; i < flows.size(); ++i) {
    if (!flows[i].heartbeat) continue;
    const std::uint32_t owner = owner_of(flow_ids[i]);
    const auto* own = std::find(assigned.owners.begin(), assigned.owners.end(), owner);
    if (own != assigned.owners.end()) {
      assigned.of_flow[i] = static_cast<std::uint32_t>(own - assigned.owners.begin());
      continue;
    }
    assigned.of_flow[i] = take_slot(assigned.owners, staying);
    if (!assigned.of_flow[i]) {
      assigned.untimed.push_back(i);
      continue;
    }
    assigned.owners.at(*assigned.of_flow[i]) = owner;
    assigned.fresh.push_back(*assigned.of_flow[i]);
  }
  return assigned;
}

}  // namespace haguard
