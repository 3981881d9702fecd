// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <cstddef>

#include "learn/flows.h"
#include "learn/seeds.h"

namespace haguard {
namespace {

// The entry beside which `companion` is sent, if `flow` is of it.
const SystemFlow* accompanied_by(const System& system, const SystemFlow& companion,
                                 const Flow& flow) {
  const FlowFacts facts = facts_of(flow);
  for (const std::string& name : companion.accompanies) {
    const SystemFlow* entry = find_flow(system, name);
    if (entry != nullptr && matches(*entry, facts)) return entry;
  }
  return nullptr;
}

void seed_beside(Draft& draft, const System& system, const Flow& flow) {
  for (const SystemFlow& companion : system.flows) {
    const SystemFlow* seen = accompanied_by(system, companion, flow);
    if (seen == nullptr) continue;
    Flow seed = flow;
    seed.protocol = companion.protocol;
    add_seed(draft, std::move(seed),
             fmt::format("{}: sent beside {}", companion.label, seen->name));
  }
}

}  // namespace

void seed_companions(Draft& draft) {
  if (draft.units.size() != 2) return;
  // By value and by index: seeds are appended while walking over what was there before.
  const std::size_t learned = draft.candidate.policy.flows.size();
  for (std::size_t i = 0; i < learned; ++i) {
    const Flow flow = draft.candidate.policy.flows[i];
    for (const System* system : draft.in_use)
      seed_beside(draft, *system, flow);
  }
}

}  // namespace haguard
