// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <set>

#include "learn/flows.h"
#include "learn/seeds.h"
#include "learn/system_forms.h"

namespace haguard {
namespace {

bool names(const System& system, const Flow& flow) {
  const FlowFacts facts = facts_of(flow);
  for (const SystemFlow& entry : system.flows)
    if (matches(entry, facts)) return true;
  return false;
}

// Where a rare flow may go: the other unit, groups, and broadcasts that this unit is seen to use.
std::set<Destination> destinations_of(const Draft& draft, const System& system,
                                      const SystemFlow& rare) {
  std::set<Destination> destinations;
  for (const Flow& flow : draft.candidate.policy.flows) {
    if (!names(system, flow)) continue;
    if (rare.to_unicast) destinations.insert({flow.vlan, std::nullopt});
    const bool unicast_form = !flow.destination || flow.destination->is_multicast();
    if (rare.to_broadcast && !unicast_form) destinations.insert({flow.vlan, flow.destination});
    if (rare.to_group)
      for (const IpAddress& group : rare.groups)
        destinations.insert({flow.vlan, group});
  }
  return destinations;
}

void seed_rare(Draft& draft, const System& system, const SystemFlow& rare) {
  const std::string why = fmt::format("{}: {}", rare.label, rare.why);
  for (const Destination& to : destinations_of(draft, system, rare))
    for (const UnitIndex from : {UnitIndex{0}, UnitIndex{1}})
      for (const Flow& form : forms_of(draft, from, rare, to))
        add_seed(draft, form, why);
}

}  // namespace

void seed_rare_events(Draft& draft) {
  if (draft.units.size() != 2) return;
  for (const System* system : draft.in_use)
    for (const SystemFlow& entry : system->flows)
      if (entry.need == FlowNeed::kRare) seed_rare(draft, *system, entry);
}

}  // namespace haguard
