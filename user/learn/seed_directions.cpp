// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "base/ip_protocol.h"
#include "learn/flows.h"
#include "learn/seeds.h"

namespace haguard {
namespace {

constexpr const char* kActive = "sent by whichever unit is active";
constexpr const char* kBoth = "each unit sends it";
constexpr const char* kMoves = "the address moves between the units";
constexpr const char* kReply = "the other direction of a connection";

bool is_shared(const Draft& draft, const std::optional<IpAddress>& address) {
  if (!address || draft.units.empty()) return false;
  const auto& shared = draft.units.front().peer.shared_addresses;
  return std::find(shared.begin(), shared.end(), *address) != shared.end();
}

// Why the other unit sends the same; empty where it need not.
std::string why_mirrored(const Draft& draft, const Flow& flow) {
  if (is_shared(draft, flow.source) || is_shared(draft, flow.destination)) return kMoves;
  for (const SystemFlow* entry : entries_in_use(draft, facts_of(flow))) {
    if (entry->direction == FlowDirection::kActive)
      return fmt::format("{}: {}", entry->label, kActive);
    if (entry->direction == FlowDirection::kBoth) return fmt::format("{}: {}", entry->label, kBoth);
  }
  return {};
}

// A request to a port whose answer has the ports swapped.
bool expects_answer(const Flow& flow) {
  return flow.kind == FlowKind::kIp && flow.protocol == kTcp && !flow.to.empty() &&
         (flow.source_port || flow.destination_port);
}

void mark_fragments(Draft& draft, const Flow& mirrored) {
  const auto known = find_flow(draft, mirrored);
  if (known && mirrored.fragments) draft.candidate.policy.flows[*known].fragments = true;
}

}  // namespace

void seed_directions(Draft& draft) {
  if (draft.units.size() != 2) return;
  // By value and by index: seeds are appended while walking over what was there before.
  const std::size_t learned = draft.candidate.policy.flows.size();
  for (std::size_t i = 0; i < learned; ++i) {
    const Flow flow = draft.candidate.policy.flows[i];
    const std::string why = why_mirrored(draft, flow);
    if (!why.empty()) {
      const Flow mirrored = from_other_unit(draft, flow);
      add_seed(draft, mirrored, why);
      mark_fragments(draft, mirrored);
      if (expects_answer(mirrored)) add_seed(draft, answer_of(draft, mirrored), why);
    }
    if (expects_answer(flow)) add_seed(draft, answer_of(draft, flow), kReply);
  }
}

}  // namespace haguard
