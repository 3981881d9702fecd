// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/contains.h"
#include "learn/flows.h"
#include "learn/peers.h"
#include "learn/seeds.h"
#include "learn/shared.h"
#include "learn/system_forms.h"

namespace haguard {
namespace {

bool is_by_address(const SystemFlow& entry) {
  return entry.kind == FlowKind::kIp || entry.kind == FlowKind::kArp;
}

// The subnet of the units is not known, and so is none of its broadcasts.
const Destination& everybody() {
  static const Destination to{{}, IpAddress::parse("255.255.255.255").value()};
  return to;
}

std::vector<Destination> destinations_of(const SystemFlow& entry) {
  std::vector<Destination> destinations;
  if (entry.to_unicast) destinations.push_back({});
  if (entry.to_group)
    for (const IpAddress& group : entry.groups)
      destinations.push_back({{}, group});
  if (entry.to_broadcast && destinations.empty()) destinations.push_back(everybody());
  return destinations;
}

// Where it may go as well.
std::vector<Destination> other_destinations_of(const SystemFlow& entry) {
  return entry.to_broadcast ? std::vector{everybody()} : std::vector<Destination>{};
}

std::string words_of(const SystemFlow& entry) {
  std::string words = fmt::format("{} (confidence {}: {})", entry.label,
                                  confidence_letter(entry.confidence), entry.source);
  if (!entry.note.empty()) words += "; " + entry.note;
  return words;
}

// Another entry, of those that go into the policy, makes this one dispensable.
bool has_stand_in(const System& system, const SystemFlow& entry) {
  for (const SystemFlow& other : system.flows) {
    if (&other == &entry) return false;  // of two that stand for each other the first is taken
    if (other.need == FlowNeed::kRequired && contains(entry.instead, other.name)) return true;
  }
  return false;
}

bool is_sent_by_all(const System& system, const SystemFlow& entry) {
  return entry.need == FlowNeed::kRequired && !has_stand_in(system, entry);
}

void seed_entry(Draft& draft, const SystemFlow& entry,
                const std::vector<Destination>& destinations) {
  for (const Destination& to : destinations)
    for (const UnitIndex from : {UnitIndex{0}, UnitIndex{1}})
      for (Flow form : forms_of(draft, from, entry, to)) {
        form.heartbeat = entry.heartbeat;
        add_seed(draft, form, words_of(entry));
      }
}

// Calls `take(system, entry)` for what the systems in use send between addresses.
template <typename Take>
void for_each_entry(const Draft& draft, Take take) {
  for (const System* system : draft.in_use)
    for (const SystemFlow& entry : system->flows)
      if (is_by_address(entry) && !entry.fallback) take(*system, entry);
}

void seed_what_all_send(Draft& draft, std::vector<std::string>& notes) {
  for_each_entry(draft, [&](const System& system, const SystemFlow& entry) {
    if (!is_sent_by_all(system, entry)) return;
    seed_entry(draft, entry, destinations_of(entry));
    notes.push_back(words_of(entry));
  });
  for (const System* system : draft.in_use)
    if (system->shared_addresses)
      notes.push_back(
          fmt::format("{}: addresses move between the units; list them in "
                      "shared_addresses of both, and a MAC that moves in shared_macs",
                      system->title));
  seed_directions(draft);
  seed_neighbours(draft);
  seed_rare_events(draft);
}

void seed_what_some_send(Draft& draft) {
  for_each_entry(draft, [&](const System& system, const SystemFlow& entry) {
    if (entry.need != FlowNeed::kRare && !is_sent_by_all(system, entry))
      seed_entry(draft, entry, destinations_of(entry));
    seed_entry(draft, entry, other_destinations_of(entry));
  });
  seed_directions(draft);
}

Evidence nothing_seen(const std::string& link, const std::vector<NamedPeer>& units,
                      const std::string& system) {
  Evidence evidence;
  evidence.link = link;
  for (const NamedPeer& unit : units)
    evidence.ports.push_back(unit.port);
  evidence.named = units;
  evidence.system = system;
  return evidence;
}

std::vector<std::string> by_mac(const Draft& draft) {
  std::vector<std::string> words;
  for (const System* system : draft.in_use)
    for (const SystemFlow& entry : system->flows)
      if (!is_by_address(entry) && !entry.fallback) words.push_back(words_of(entry));
  return words;
}

}  // namespace

Result<PolicyTemplate> make_template(const std::string& link, const std::vector<NamedPeer>& units,
                                     const std::string& system,
                                     const std::vector<System>& systems) {
  const Evidence evidence = nothing_seen(link, units, system);
  Draft draft(evidence, systems);
  draft.is_template = true;
  draft.candidate.policy.link = link;
  HG_CHECK(choose_peers(draft));
  HG_CHECK(recognise_systems(draft));
  assign_addresses(draft);
  PolicyTemplate made;
  seed_what_all_send(draft, made.notes);
  const std::size_t always = draft.candidate.policy.flows.size();
  seed_what_some_send(draft);
  name_flows(draft);

  std::vector<Flow>& flows = draft.candidate.policy.flows;
  for (std::size_t i = always; i < flows.size(); ++i)
    made.some.push_back({flows[i], draft.candidate.evidence[i].why});
  flows.resize(always);
  made.policy = draft.candidate.policy;
  made.left_out = by_mac(draft);
  return made;
}

}  // namespace haguard
