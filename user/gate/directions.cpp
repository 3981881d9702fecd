// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "gate/objections.h"
#include "policy/describe.h"
#include "systems/recognise.h"

namespace haguard {
namespace {

// The one that the policy or the link names, else those that its flows are recognised as.
std::vector<const System*> systems_of(const GateFacts& facts, const Policy& policy) {
  const std::string& named = policy.system.empty() ? facts.system : policy.system;
  if (const System* system = find_system(facts.systems, named); system != nullptr) return {system};
  std::vector<FlowFacts> flows;
  for (const Flow& flow : policy.flows)
    flows.push_back(facts_of(flow));
  std::vector<const System*> systems;
  for (const Recognised& recognised : recognise(flows, facts.systems))
    if (recognised.in_use) systems.push_back(find_system(facts.systems, recognised.system));
  return systems;
}

bool covers(const std::optional<std::uint16_t>& port, const std::optional<std::uint16_t>& other) {
  return !port || port == other;
}

// `other` lets another unit send what `flow` lets its own send. What moves with the active role
// moves with its ports; where both send anyway, an answer is the other direction too.
bool is_other_direction(const SystemFlow& entry, const Flow& flow, const Flow& other) {
  if (other.from == flow.from || other.vlan != flow.vlan) return false;
  if (!matches(entry, facts_of(other))) return false;
  return entry.direction == FlowDirection::kBoth ||
         (covers(other.source_port, flow.source_port) &&
          covers(other.destination_port, flow.destination_port));
}

bool has_other_direction(const Policy& policy, const SystemFlow& entry, const Flow& flow) {
  return std::any_of(policy.flows.begin(), policy.flows.end(),
                     [&](const Flow& other) { return is_other_direction(entry, flow, other); });
}

// The entry that says so; nullptr where one direction is enough. ARP is judged by itself.
const SystemFlow* lacks_direction(const std::vector<const System*>& systems, const Policy& policy,
                                  const Flow& flow) {
  if (flow.kind == FlowKind::kArp) return nullptr;
  for (const System* system : systems)
    for (const SystemFlow& entry : system->flows)
      if (entry.direction != FlowDirection::kOne && matches(entry, facts_of(flow)))
        return has_other_direction(policy, entry, flow) ? nullptr : &entry;
  return nullptr;
}

}  // namespace

void object_to_directions(const GateFacts& facts, const Policy& policy, Objections& objections) {
  const std::vector<const System*> systems = systems_of(facts, policy);
  for (const Flow& flow : policy.flows) {
    const SystemFlow* entry = lacks_direction(systems, policy, flow);
    if (entry == nullptr) continue;
    objections.push_back(
        {fmt::format(
             "flow {} ({}) has one direction: {} is sent by {}", flow.name, describe_flow(flow),
             entry->label,
             entry->direction == FlowDirection::kBoth ? "both units" : "whichever unit is active"),
         fmt::format("learn again, with a failover; or add the flow from the unit that is not {}",
                     flow.from)});
  }
}

}  // namespace haguard
