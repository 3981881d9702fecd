// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/table_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "policy/datapath.h"
#include "policy/table_slots.h"

namespace haguard {
namespace {

constexpr std::uint32_t kMaxSeeds = 256;  // at half load about every third seed fails, at worst
constexpr int kMaxMoves = 1000;           // of lines in the way of one line

// One attempt with one seed. Works on line indexes, which are small, and copies lines only at the
// end.
class Placement {
 public:
  enum class Outcome { kPlaced, kNoRoom, kEqual };

  Placement(std::span<const TableLine> lines, const hg_head& head)
      : lines_(lines), head_(head), slots_(HG_USED_ENTRIES(&head)), choices_(lines.size()) {}

  Outcome place_all(std::uint32_t seed) {
    head_.seed = seed;
    std::fill(slots_.begin(), slots_.end(), kEmpty);
    unbound_.assign(lines_.size(), false);
    for (std::uint32_t i = 0; i < lines_.size(); ++i) {
      const hg_flow_key& key = lines_[i].key;
      const std::uint64_t hash = hg_hash(&key, seed);
      choices_[i] = {hg_slot_a(&head_, key.kind, hash), hg_slot_b(&head_, key.kind, hash)};
      const std::uint32_t equal = find_equal(i);
      if (equal != kEmpty) {
        if (key.shape == HG_SHAPE_LATER) {
          if (!is_bound(lines_[i])) unbound_[equal] = true;
          continue;
        }
        equal_ = {equal, i};
        return Outcome::kEqual;
      }
      if (!place(i)) return Outcome::kNoRoom;
    }
    return Outcome::kPlaced;
  }

  EqualKeys equal() const { return equal_; }

  Table to_table(std::uint32_t entries) const {
    Table table(entries);
    table[0].head = head_;
    for (std::size_t i = HG_FIRST_SLOT; i < slots_.size(); ++i) {
      if (slots_[i] == kEmpty) continue;
      const TableLine& line = lines_[slots_[i]];
      table[i].line = line_of(line);
      if (unbound_[slots_[i]]) table[i].line.flags &= static_cast<__u8>(~kBound);
      if (!hg_key_is_short(line.key.kind)) table[i + 1].rest = rest_of(line.key);
    }
    return table;
  }

 private:
  struct Choice {
    std::uint32_t a, b;
  };
  static constexpr std::uint32_t kEmpty = ~0U;
  static constexpr unsigned kBound = HG_LINE_MAC | HG_LINE_ANY_MAC;

  static bool is_bound(const TableLine& line) { return (line.flags & kBound) != 0; }

  // A line with the same key has the same two slots and stands in one of them.
  std::uint32_t find_equal(std::uint32_t index) const {
    for (const std::uint32_t slot : {choices_[index].a, choices_[index].b}) {
      const std::uint32_t other = slots_[slot];
      if (other != kEmpty && is_same(lines_[other].key, lines_[index].key)) return other;
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

  std::span<const TableLine> lines_;
  hg_head head_;
  std::vector<std::uint32_t> slots_;  // by a slot's first entry: the index of its line
  std::vector<Choice> choices_;
  std::vector<bool> unbound_;  // by line: it stands for another as well, from whatever MAC
  EqualKeys equal_;
};

}  // namespace

Result<BuiltTable> build_table(std::span<const TableLine> lines, std::uint32_t entries) {
  HG_TRY(const hg_head head, head_for(lines, entries));
  Placement placement(lines, head);
  for (std::uint32_t seed = 1; seed <= kMaxSeeds; ++seed) {
    const Placement::Outcome outcome = placement.place_all(seed);
    if (outcome == Placement::Outcome::kEqual) return BuiltTable{{}, placement.equal()};
    if (outcome == Placement::Outcome::kPlaced) return BuiltTable{placement.to_table(entries), {}};
  }
  return failed(fmt::format("build the policy table: {} lines found no place in {} entries with {} "
                            "seeds",
                            lines.size(), HG_USED_ENTRIES(&head), kMaxSeeds),
                "attach the link again with a larger --max-flows");
}

}  // namespace haguard
