// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "replay/colours.h"

#include <algorithm>
#include <span>

namespace haguard {
namespace {

// Those of a sorted list of pairs that begin with `key`.
template <typename Value>
std::span<const std::pair<std::string_view, Value>> beginning_with(
    const std::vector<std::pair<std::string_view, Value>>& sorted, std::string_view key) {
  const auto first = std::partition_point(sorted.begin(), sorted.end(),
                                          [&](const auto& pair) { return pair.first < key; });
  const auto last = std::partition_point(first, sorted.end(),
                                         [&](const auto& pair) { return pair.first == key; });
  return {first, last};
}

}  // namespace

Conversations::Conversations(Graph& graph)
    : graph_(graph), talks_(graph.talks.begin(), graph.talks.end()) {
  graph.talks.clear();
  std::stable_sort(talks_.begin(), talks_.end(),
                   [](const Talk& a, const Talk& b) { return a.second > b.second; });
  for (Rank rank = 0; rank < talks_.size(); ++rank) {
    of_station_.emplace_back(talks_[rank].first.first, rank);
    of_station_.emplace_back(talks_[rank].first.second, rank);
  }
  for (const auto& [station, mac] : graph_.mac_of)
    of_mac_.emplace_back(mac, station);
  std::sort(of_station_.begin(), of_station_.end());
  std::sort(of_mac_.begin(), of_mac_.end());
}

void Conversations::add_those_of(std::string_view station) {
  for (const auto& [end, rank] : beginning_with(of_station_, station))
    waiting_.insert(rank);
}

// Its conversations are due, with those of the stations that share its MAC: those once.
void Conversations::note_coloured(const Station& station) {
  add_those_of(station);
  const auto known = graph_.mac_of.find(station);
  const Station& mac = known == graph_.mac_of.end() ? station : known->second;
  const auto sharing = beginning_with(of_mac_, mac);
  if (sharing.empty() || !coloured_macs_.insert(sharing.front().first).second) return;
  add_those_of(mac);
  for (const auto& [same, other] : sharing)
    add_those_of(other);
}

void Conversations::spread_noted(Colours& colours) {
  while (!waiting_.empty()) {
    const auto& [a, b] = talks_[waiting_.extract(waiting_.begin()).value()].first;
    const auto side_a = colours.of(a);
    const auto side_b = colours.of(b);
    if (side_a.has_value() == side_b.has_value()) continue;
    const Station& bare = side_a ? b : a;
    colours.set(bare, colours.other_than(side_a ? *side_a : *side_b));
    note_coloured(bare);
  }
}

void Conversations::spread(Colours& colours) {
  for (Rank rank = 0; rank < talks_.size(); ++rank) {
    const auto& [a, b] = talks_[rank].first;
    if (colours.of(a).has_value() != colours.of(b).has_value()) waiting_.insert(rank);
  }
  spread_noted(colours);
}

void Conversations::seed(Colours& colours) {
  for (const auto& [pair, frames] : talks_) {
    if (colours.of(pair.first) || colours.of(pair.second)) continue;
    colours.set(pair.first, 0);
    note_coloured(pair.first);
    spread_noted(colours);
  }
}

}  // namespace haguard
