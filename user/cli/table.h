// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Tables for people: columns as wide as their cells, numbers to the right, colour only on a
// terminal.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/printable.h"
#include "base/text_width.h"
#include "base/tone.h"

namespace haguard {

class TextTable {
 public:
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };
  explicit TextTable(std::vector<Column> columns, std::size_t indent = 0)
      : columns_(std::move(columns)), indent_(indent) {}

  // As many cells as columns, or fewer: the rest is empty.
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }

  // With a line of titles; columns that are empty throughout are left out.
  std::string to_string(bool colour) const;

 private:
  std::vector<Column> columns_;
  std::size_t indent_;
  std::vector<std::vector<Cell>> rows_;
};

// Standard output is a terminal and NO_COLOR is not set.
bool use_colour();
// Standard error is a terminal: progress may be shown.
bool show_progress();

}  // namespace haguard
