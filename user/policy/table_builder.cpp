// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/table_builder.h"

#include <fmt/format.h>

#include <bit>
#include <utility>
#include <vector>

#include "policy/datapath.h"

namespace haguard {
namespace {

constexpr std::uint32_t kMaxSeeds = 256;  // at half load about every third seed fails, at worst
constexpr int kMaxMoves = 1000;           // of lines in the way of one line

// One attempt with one seed. Works on line indexes, which are small, and copies lines only at the
// end.
class Placement {
 public:
  enum class Outcome { kPlaced, kNoRoom, kEqual };

  Placement(std::span<const hg_line> lines, std::uint32_t slots)
      : lines_(lines), mask_(slots - 1), slots_(slots + 1, kEmpty), choices_(lines.size()) {}

  Outcome place_all(std::uint32_t seed) {
    std::fill(slots_.begin(), slots_.end(), kEmpty);
    for (std::uint32_t i = 0; i < lines_.size(); ++i) {
      const std::uint64_t hash = hg_hash(&lines_[i].key, seed);
      choices_[i] = {hg_slot_a(hash, mask_), hg_slot_b(hash, mask_)};
      const std::uint32_t equal = find_equal(i);
      if (equal != kEmpty) {
        if (lines_[i].key.shape == HG_SHAPE_LATER) continue;
        equal_ = {equal, i};
        return Outcome::kEqual;
      }
      if (!place(i)) return Outcome::kNoRoom;
    }
    return Outcome::kPlaced;
  }

  EqualKeys equal() const { return equal_; }

  Table to_table(std::uint32_t seed) const {
    Table table(slots_.size());
    table[0].head = hg_head{};
    table[0].head.mask = mask_;
    table[0].head.seed = seed;
    for (std::size_t i = 1; i < slots_.size(); ++i)
      if (slots_[i] != kEmpty) table[i].line = lines_[slots_[i]];
    return table;
  }

 private:
  struct Choice {
    std::uint32_t a, b;
  };
  static constexpr std::uint32_t kEmpty = ~0U;

  // A line with the same key has the same two slots and stands in one of them.
  std::uint32_t find_equal(std::uint32_t index) const {
    for (const std::uint32_t slot : {choices_[index].a, choices_[index].b}) {
      const std::uint32_t other = slots_[slot];
      if (other != kEmpty && hg_same_key(&lines_[other].key, &lines_[index].key)) return other;
    }
    return kEmpty;
  }

  bool place(std::uint32_t index) {
    std::uint32_t slot = choices_[index].a;
    if (slots_[slot] != kEmpty && slots_[choices_[index].b] == kEmpty) slot = choices_[index].b;
    for (int moves = 0; moves < kMaxMoves; ++moves) {
      std::swap(index, slots_[slot]);
      if (index == kEmpty) return true;
      slot = choices_[index].a == slot ? choices_[index].b : choices_[index].a;
    }
    return false;
  }

  std::span<const hg_line> lines_;
  std::uint32_t mask_;
  std::vector<std::uint32_t> slots_;  // index of the line in each entry; [0] is the head
  std::vector<Choice> choices_;
  EqualKeys equal_;
};

}  // namespace

Result<BuiltTable> build_table(std::span<const hg_line> lines, std::uint32_t slots) {
  if (!std::has_single_bit(slots) || slots > kMaxTableSlots)
    return failed(fmt::format("build the policy table: {} slots, which is no power of two up to {}",
                              slots, kMaxTableSlots));
  if (lines.size() > slots / 2)
    return failed(fmt::format("build the policy table: it needs {} lines (flows times addresses, "
                              "and hosts), but {} slots hold {}",
                              lines.size(), slots, slots / 2),
                  fmt::format("attach the link again with {} table slots, or leave ports unset so "
                              "that one flow stands for many",
                              std::bit_ceil(lines.size() * 2)));
  Placement placement(lines, slots);
  for (std::uint32_t seed = 1; seed <= kMaxSeeds; ++seed) {
    const Placement::Outcome outcome = placement.place_all(seed);
    if (outcome == Placement::Outcome::kEqual) return BuiltTable{{}, placement.equal()};
    if (outcome == Placement::Outcome::kPlaced) return BuiltTable{placement.to_table(seed), {}};
  }
  return failed(fmt::format("build the policy table: {} lines found no place in {} slots with {} "
                            "seeds",
                            lines.size(), slots, kMaxSeeds),
                "attach the link again with more table slots");
}

}  // namespace haguard
