// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/flow_ids.h"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>

namespace haguard {
namespace {

// The ids 0..capacity-1 and what is known of each while ids are given out.
class IdPool {
 public:
  explicit IdPool(std::uint32_t capacity) : known_(capacity), current_(capacity) {}

  bool holds(std::uint32_t id) const { return id < known_.size(); }
  bool is_known(std::uint32_t id) const { return known_[id]; }
  bool is_current(std::uint32_t id) const { return current_[id]; }
  void mark_known(std::uint32_t id) { known_[id] = true; }
  void mark_current(std::uint32_t id) { current_[id] = true; }

  // The lowest id that no flow, past or present, has; false when there is none.
  bool take_unused(std::uint32_t& id) {
    while (next_ < known_.size() && known_[next_])
      ++next_;
    if (next_ == known_.size()) return false;
    id = next_;
    mark_known(id);
    mark_current(id);
    return true;
  }

 private:
  std::vector<bool> known_;    // belongs to a flow of this or an earlier policy
  std::vector<bool> current_;  // belongs to a flow of this policy
  std::uint32_t next_ = 0;
};

// The previous ids that can be kept: in range, and no two flows with one id.
FlowIds keep_valid(const FlowIds& previous, IdPool& pool) {
  FlowIds kept;
  for (const auto& [identity, id] : previous) {
    if (!pool.holds(id) || pool.is_known(id)) continue;
    pool.mark_known(id);
    kept.emplace_hint(kept.end(), identity, id);
  }
  return kept;
}

// Gives the flows in `waiting` the ids of flows that are no longer in the policy.
void recycle(const std::vector<FlowIds::iterator>& waiting, const IdPool& pool,
             AssignedIds& assigned) {
  std::vector<FlowIds::iterator> gone;
  for (auto entry = assigned.ids.begin(); entry != assigned.ids.end(); ++entry)
    if (pool.holds(entry->second) && !pool.is_current(entry->second)) gone.push_back(entry);
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    waiting[i]->second = gone[i]->second;
    assigned.recycled.push_back(gone[i]->second);
    assigned.ids.erase(gone[i]);
  }
}

}  // namespace

Result<AssignedIds> assign_flow_ids(const std::vector<Flow>& flows, const FlowIds& previous,
                                    std::uint32_t capacity) {
  constexpr std::uint32_t kWaiting = ~0U;
  if (flows.size() > capacity)
    return failed(fmt::format("give each flow its counter: the policy has {} flows, but the link "
                              "has counters for {}",
                              flows.size(), capacity),
                  "attach the link again with room for more flows, or leave ports unset so that "
                  "one flow stands for many");
  IdPool pool(capacity);
  AssignedIds assigned;
  assigned.ids = keep_valid(previous, pool);

  std::vector<FlowIds::iterator> entries;
  std::vector<FlowIds::iterator> waiting;
  entries.reserve(flows.size());
  // Flows in a row mostly have identities in a row: new ones behind one another, known ones next to
  // one another. So the search for one begins where the one before was found.
  auto near = assigned.ids.begin();
  for (const Flow& flow : flows) {
    const std::size_t before = assigned.ids.size();
    const auto entry = assigned.ids.try_emplace(near, flow_identity(flow), kWaiting);
    const bool is_new = assigned.ids.size() != before;
    near = is_new ? entry : std::next(entry);
    entries.push_back(entry);
    if (!is_new && entry->second != kWaiting) pool.mark_current(entry->second);
    if (is_new && !pool.take_unused(entry->second)) waiting.push_back(entry);
  }
  if (!waiting.empty()) recycle(waiting, pool, assigned);
  assigned.flow_ids.reserve(entries.size());
  for (const auto& entry : entries)
    assigned.flow_ids.push_back(entry->second);
  return assigned;
}

}  // namespace haguard
