// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What stands in a compiled table, line by line, as the data path finds it there.
#pragma once

#include <vector>

#include "policy/table.h"
#include "policy/table_line.h"

namespace haguard {

// Also the first entry of the slot that each stands in.
struct PlacedLine {
  TableLine line;
  std::uint32_t slot = 0;
};

std::vector<PlacedLine> placed_lines(const Table& table);

// In the order of their slots.
std::vector<TableLine> lines_of(const Table& table);

}  // namespace haguard
