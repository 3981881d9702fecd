// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/heartbeats.h"

#include <algorithm>
#include <vector>

#include "base/clock.h"
#include "bpf/map.h"
#include "link/control.h"

namespace haguard {

Result<SlotOwners> read_slot_owners(const Link& link) {
  SlotOwners owners{};
  std::vector<std::uint32_t> slots(owners.size());
  std::vector<hg_heartbeat> heartbeats(owners.size());
  auto count = static_cast<std::uint32_t>(owners.size());
  std::uint32_t place = 0;
  HG_TRY(const bool more, link.maps.heartbeats.lookup_batch(nullptr, &place, slots.data(),
                                                            heartbeats.data(), count));
  static_cast<void>(more);
  for (std::uint32_t i = 0; i < count; ++i)
    owners.at(slots[i]) = heartbeats[i].owner;
  return owners;
}

Status claim_slots(const Link& link, const AssignedSlots& slots) {
  for (const std::uint32_t slot : slots.fresh) {
    hg_heartbeat heartbeat{};
    heartbeat.owner = slots.owners.at(slot);
    HG_CHECK(write_entry(link.maps.heartbeats, slot, heartbeat));
  }
  return Done{};
}

Status rest_slots(const Link& link, const AssignedSlots& slots) {
  for (std::uint32_t slot = 0; slot < slots.owners.size(); ++slot) {
    if (slots.owners.at(slot) == 0) continue;
    if (std::find(slots.of_flow.begin(), slots.of_flow.end(), slot) != slots.of_flow.end())
      continue;
    HG_TRY(auto heartbeat, read_entry<hg_heartbeat>(link.maps.heartbeats, slot));
    if (heartbeat.last_ns == 0) continue;
    heartbeat.last_ns = 0;
    HG_CHECK(write_entry(link.maps.heartbeats, slot, heartbeat));
  }
  return Done{};
}

Result<std::optional<hg_heartbeat>> read_heartbeat(const Link& link, const SlotOwners& owners,
                                                   std::uint32_t flow_id) {
  const auto* own = std::find(owners.begin(), owners.end(), flow_id + 1);
  if (own == owners.end()) return std::optional<hg_heartbeat>();
  const auto slot = static_cast<std::uint32_t>(own - owners.begin());
  HG_TRY(const auto heartbeat, read_locked<hg_heartbeat>(link.maps.heartbeats, slot));
  return std::optional<hg_heartbeat>(heartbeat);
}

Result<GapWatch> read_gap_watch(const Link& link) {
  HG_TRY(const auto control, read_entry<hg_control>(link.maps.control, 0));
  const hg_mode mode = decode_control(control.word).mode;
  GapWatch watch;
  watch.now_ns = monotonic_ns();
  watch.judged_since_ns = control.judged_since_ns;
  watch.judging = mode == HG_MODE_AUDIT || mode == HG_MODE_ENFORCE;
  return watch;
}

}  // namespace haguard
