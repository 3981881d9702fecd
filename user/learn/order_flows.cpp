// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The order in which a person reads the flows: by name, so that the two directions of one protocol
// stand side by side.
#include <algorithm>
#include <cstddef>
#include <numeric>

#include "learn/flows.h"

namespace haguard {

void order_flows(Candidate& candidate) {
  std::vector<std::size_t> order(candidate.policy.flows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return candidate.policy.flows[a].name < candidate.policy.flows[b].name;
  });
  std::vector<Flow> flows;
  std::vector<FlowEvidence> evidence;
  for (const std::size_t index : order) {
    flows.push_back(std::move(candidate.policy.flows[index]));
    evidence.push_back(std::move(candidate.evidence[index]));
  }
  candidate.policy.flows = std::move(flows);
  candidate.evidence = std::move(evidence);
}

}  // namespace haguard
