// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The recognising half of shared.h: from what the units sent to the systems in use.
#include <fmt/format.h>

#include <map>

#include "learn/key.h"
#include "learn/shared.h"
#include "systems/known.h"

namespace haguard {
namespace {

// Ephemeral ports make many keys of one kind of traffic; each kind counts once.
std::string kind_of_traffic(const FlowFacts& facts, const std::vector<System>& systems) {
  std::string kind;
  for (const System& system : systems)
    for (const SystemFlow& entry : system.flows)
      if (matches(entry, facts)) kind += system.id + "/" + entry.name + " ";
  if (!kind.empty()) return kind;
  return fmt::format("{} {} {}", static_cast<unsigned>(facts.kind), facts.protocol, facts.number);
}

std::vector<FlowFacts> facts_of_units(const Draft& draft) {
  std::map<std::string, FlowFacts> kinds;
  for (const Observation& observation : draft.evidence.observations) {
    if (!unit_of(draft, observation.key.side, mac_of(observation.seen.source_mac))) continue;
    if (is_later_fragment(observation.key)) continue;
    const FlowFacts facts = facts_of(observation.key, mac_of(observation.seen.destination_mac));
    kinds.try_emplace(kind_of_traffic(facts, draft.systems), facts);
  }
  std::vector<FlowFacts> flows;
  flows.reserve(kinds.size());
  for (const auto& [kind, facts] : kinds)
    flows.push_back(facts);
  return flows;
}

}  // namespace

Status recognise_systems(Draft& draft) {
  Candidate& candidate = draft.candidate;
  candidate.systems = recognise(facts_of_units(draft), draft.systems);
  candidate.policy.system = unambiguous(candidate.systems);
  const std::string& wanted = draft.evidence.system;
  if (!wanted.empty()) {
    HG_CHECK(check_system_name(draft.systems, wanted, "learn", kConfiguredSystem));
    draft.in_use.push_back(find_system(draft.systems, wanted));
    candidate.policy.system = wanted;
  }
  for (const Recognised& recognised : candidate.systems)
    if (recognised.in_use && recognised.system != wanted)
      draft.in_use.push_back(find_system(draft.systems, recognised.system));
  return Done{};
}

}  // namespace haguard
