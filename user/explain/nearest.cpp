// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain/nearest.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "explain/comparison.h"

namespace haguard {
namespace {

// How far each difference moves a flow away.
constexpr std::array<unsigned, kDifferences> kWeights = {8, 4, 4, 3, 1, 1, 1, 1, 1, 2, 1, 1};
// Another protocol, and something else as well.
constexpr unsigned kTooFar = kWeights[kWhat] + 1;
// Beside one that is this much nearer, a flow says nothing.
constexpr unsigned kMuchNearer = 4;

unsigned weight_of(DifferenceMask mask) {
  unsigned weight = 0;
  for (unsigned one = 0; one < kDifferences; ++one)
    if ((mask & 1U << one) != 0) weight += kWeights.at(one);
  return weight;
}

}  // namespace

std::vector<NearFlow> nearest_flows(const Policy& policy, const hg_packet& packet,
                                    const std::string& port, std::size_t most) {
  const Comparison comparison(policy, packet, port);
  std::multimap<unsigned, std::size_t> nearest;  // by weight; of equals the first ones
  for (std::size_t i = 0; i < policy.flows.size(); ++i) {
    const unsigned weight = weight_of(comparison.mask_of(policy.flows[i]));
    if (weight >= kTooFar) continue;
    nearest.emplace(weight, i);
    if (nearest.size() > most) nearest.erase(std::prev(nearest.end()));
  }
  std::vector<NearFlow> near;
  for (const auto& [weight, i] : nearest) {
    if (weight >= nearest.begin()->first + kMuchNearer) break;
    near.push_back({i, comparison.words_of(policy.flows[i])});
  }
  return near;
}

std::size_t flow_without_fragments(const Policy& policy, const hg_packet& packet,
                                   const std::string& port) {
  const Comparison comparison(policy, packet, port);
  const auto found = std::find_if(policy.flows.begin(), policy.flows.end(), [&](const Flow& flow) {
    return comparison.mask_of(flow) == difference_bit(true, kFragment);
  });
  return static_cast<std::size_t>(found - policy.flows.begin());
}

}  // namespace haguard
