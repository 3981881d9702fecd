// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/table_slots.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/datapath.h"

namespace haguard {
namespace {

// A few lines get so many: hardly one of them is in another's way, and each is found at the first
// look.
constexpr std::uint64_t kFewSlots = 1024;

// From the fewest slots that lines can be placed in, half of them full, to as many as serve.
struct Wanted {
  std::uint64_t least;
  std::uint64_t best;
};

Wanted slots_wanted_by(std::uint64_t lines) {
  return {lines * 2 + 2, std::max(lines * 5 / 2, kFewSlots)};
}

constexpr std::uint64_t kEntriesOfLong = 2;  // of a slot

}  // namespace

Result<hg_head> head_for(std::span<const TableLine> lines, std::uint32_t entries) {
  const auto is_short = [](const TableLine& line) { return hg_key_is_short(line.key.kind) != 0; };
  const auto count =
      static_cast<std::uint64_t>(std::count_if(lines.begin(), lines.end(), is_short));
  const Wanted of_short = slots_wanted_by(count);
  const Wanted of_long = slots_wanted_by(lines.size() - count);
  const std::uint64_t least = HG_FIRST_SLOT + of_short.least + kEntriesOfLong * of_long.least;
  if (least > entries)
    return failed(
        fmt::format("build the policy table: its {} lines (flows times addresses, and hosts) need "
                    "{} entries, and the link has {}",
                    lines.size(), least, entries),
        fmt::format("attach the link again with --max-flows {} at least, or leave ports unset so "
                    "that one flow stands for many",
                    (least + HG_ENTRIES_PER_FLOW - 1) / HG_ENTRIES_PER_FLOW));
  const std::uint64_t spare = entries - least;
  const std::uint64_t given = std::min(of_short.best, of_short.least + spare / 2) / 2 * 2;
  const std::uint64_t left = (entries - HG_FIRST_SLOT - given) / kEntriesOfLong;
  hg_head head{};
  head.short_slots = static_cast<std::uint32_t>(given);
  head.long_slots = static_cast<std::uint32_t>(std::min(of_long.best, left));
  return head;
}

}  // namespace haguard
