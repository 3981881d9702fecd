// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The two colours of sides.cpp: stations that talk to each other get different ones, the heaviest
// conversations first. A capture may hold millions of stations, and whoever made it may mean harm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace haguard {

// A sender: its protocol address, or its MAC.
using Station = std::string;

struct Graph {
  std::map<Station, std::uint64_t> frames;                     // sent by each station
  std::map<std::pair<Station, Station>, std::uint64_t> talks;  // ordered pair
  std::map<Station, Station> mac_of;                           // own, not virtual, MAC
};

// Colours by what is known; stations that share a MAC share its colour.
class Colours {
 public:
  Colours(const Graph& graph, std::size_t sides) : graph_(graph), sides_(sides) {}

  std::optional<std::uint8_t> of(const Station& station) const {
    const auto own = side_.find(station);
    if (own != side_.end()) return own->second;
    const auto mac = graph_.mac_of.find(station);
    const auto shared = mac == graph_.mac_of.end() ? side_.end() : side_.find(mac->second);
    if (shared != side_.end()) return shared->second;
    return std::nullopt;
  }

  void set(const Station& station, std::uint8_t side) {
    side_[station] = side;
    const auto mac = graph_.mac_of.find(station);
    if (mac != graph_.mac_of.end()) side_[mac->second] = side;
  }

  std::uint8_t other_than(std::uint8_t side) const {
    return static_cast<std::uint8_t>((side + 1U) % sides_);
  }

 private:
  const Graph& graph_;
  std::size_t sides_;
  std::map<Station, std::uint8_t> side_;
};

using Talk = std::pair<std::pair<Station, Station>, std::uint64_t>;

// The conversations, heaviest first, and how a colour gets from one end to the other. Each is
// looked at a few times in all, however many there are and in whatever order.
class Conversations {
 public:
  // The graph outlives it, and gives its conversations away.
  explicit Conversations(Graph& graph);

  // The heaviest conversation with one coloured end: the other end gets the opposite side. Until
  // there is none.
  void spread(Colours& colours);
  // The heaviest conversation nobody has coloured: its first end goes to the first side. Until all
  // have a side.
  void seed(Colours& colours);

 private:
  using Rank = std::size_t;
  void note_coloured(const Station& station);
  void add_those_of(std::string_view station);
  void spread_noted(Colours& colours);

  const Graph& graph_;
  std::vector<Talk> talks_;
  std::vector<std::pair<std::string_view, Rank>> of_station_;          // sorted
  std::vector<std::pair<std::string_view, std::string_view>> of_mac_;  // sorted; who shares it
  std::unordered_set<std::string_view> coloured_macs_;
  std::set<Rank> waiting_;  // an end of theirs was coloured
};

}  // namespace haguard
