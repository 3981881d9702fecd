// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Cuckoo placement: every line into one of its two slots, so that the kernel's look-up reads at
// most two cache lines. Uses the very hash of the look-up (bpf/table.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/result.h"
#include "policy/table.h"
#include "policy/table_line.h"

namespace haguard {

// Indexes of two lines with one key.
struct EqualKeys {
  std::size_t first = 0;
  std::size_t second = 0;
};

struct BuiltTable {
  Table table;                     // with slots and seed in its head
  std::optional<EqualKeys> equal;  // set: the lines contradict each other, `table` is empty
};

// Two lines of one key are an error of the caller's, but for HG_SHAPE_LATER, where the first stays:
// nothing in a later fragment says whose it is, so it is bound to a MAC where all of them are.
// kFailed: more lines than so many entries can hold.
Result<BuiltTable> build_table(std::span<const TableLine> lines, std::uint32_t entries);

}  // namespace haguard
