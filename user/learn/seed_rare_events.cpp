// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <set>

#include "learn/flows.h"
#include "learn/seeds.h"

namespace haguard {
namespace {

// Where a rare flow may go: the other unit, groups, and broadcasts that this unit is seen to use.
struct Place {
  VlanTags vlan;
  std::optional<IpAddress> destination;  // unset: the other unit
  auto operator<=>(const Place&) const = default;
};

bool names(const System& system, const Flow& flow) {
  const FlowFacts facts = facts_of(flow);
  for (const SystemFlow& entry : system.flows)
    if (matches(entry, facts)) return true;
  return false;
}

// Of the system's flows that were seen: their tags, and their broadcast destinations.
std::set<Place> places_of(const Draft& draft, const System& system, const SystemFlow& rare) {
  std::set<Place> places;
  for (const Flow& flow : draft.candidate.policy.flows) {
    if (!names(system, flow)) continue;
    if (rare.to_unicast) places.insert({flow.vlan, std::nullopt});
    const bool unicast_form = !flow.destination || flow.destination->is_multicast();
    if (rare.to_broadcast && !unicast_form) places.insert({flow.vlan, flow.destination});
    if (rare.to_group)
      for (const IpAddress& group : rare.groups)
        places.insert({flow.vlan, group});
  }
  return places;
}

// The forms of one rare flow, without its ends: one for each ICMP type or port.
std::vector<Flow> forms_of(const Draft& draft, UnitIndex from, const SystemFlow& rare,
                           const Place& place) {
  Flow flow = flow_between(draft, from,
                           place.destination ? std::nullopt : std::optional<UnitIndex>(1 - from),
                           place.vlan);
  flow.kind = rare.kind;
  flow.protocol = rare.protocol;
  flow.destination = place.destination;
  flow.fragments = rare.fragments;
  std::vector<Flow> forms;
  for (const std::uint8_t type : rare.icmp_types) {
    forms.push_back(flow);
    forms.back().icmp_type = type;
  }
  for (const PortRange& range : rare.ports) {
    forms.push_back(flow);
    forms.back().destination_port = range.first;
    if (rare.port_form == PortForm::kBoth) forms.back().source_port = range.first;
  }
  for (const std::uint16_t number : rare.numbers) {
    forms.push_back(flow);
    forms.back().number = number;
  }
  if (forms.empty()) forms.push_back(flow);
  return forms;
}

void seed_rare(Draft& draft, const System& system, const SystemFlow& rare) {
  const std::string why = fmt::format("{}: {}", rare.label, rare.why);
  for (const Place& place : places_of(draft, system, rare))
    for (const UnitIndex from : {UnitIndex{0}, UnitIndex{1}})
      for (const Flow& form : forms_of(draft, from, rare, place))
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
