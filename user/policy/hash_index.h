// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Finds the first of several that are equal, by hash: one array of indexes, without memory of its
// own for each of them, as a policy may have a million flows.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace haguard {

class HashIndex {
 public:
  static constexpr std::uint32_t kNone = ~0U;

  // For at most so many.
  explicit HashIndex(std::size_t count) : places_(std::bit_ceil(count * 2 + 1)) {}

  // The index that was added of those for which same(index); `index`, which is added now, where
  // there was none. Equal ones have equal hashes.
  template <typename Same>
  std::uint32_t add(std::uint64_t hash, std::uint32_t index, Same same) {
    Place& place = places_[place_of(hash, same)];
    if (place.index == kNone) place = {index, upper(hash)};
    return place.index;
  }

  // kNone where there is none.
  template <typename Same>
  std::uint32_t find(std::uint64_t hash, Same same) const {
    return places_[place_of(hash, same)].index;
  }

 private:
  struct Place {
    std::uint32_t index = kNone;
    std::uint32_t hash = 0;  // what the place itself does not say of it
  };

  static std::uint32_t upper(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }

  // Where it stands, or would: there are more places than entries.
  template <typename Same>
  std::size_t place_of(std::uint64_t hash, Same same) const {
    const std::size_t mask = places_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
      const Place& place = places_[at];
      if (place.index == kNone) return at;
      if (place.hash == upper(hash) && same(place.index)) return at;
    }
  }

  std::vector<Place> places_;
};

}  // namespace haguard
