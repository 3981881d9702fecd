// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Tables for people: columns as wide as their cells, numbers to the right, colour only on a
// terminal.
#pragma once

#include <string>
#include <vector>

#include "base/printable.h"

namespace haguard {

enum class Align : unsigned char { kLeft, kRight };
enum class Tone : unsigned char { kPlain, kGood, kWarn, kBad, kDim };

struct Cell {
  Cell(std::string t, Tone n = Tone::kPlain) : text(std::move(t)), tone(n) {}  // NOLINT: implicit
  Cell(const char* t, Tone n = Tone::kPlain) : text(t), tone(n) {}             // NOLINT: implicit
  std::string text;
  Tone tone = Tone::kPlain;
};

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
// Text wrapped into the escape codes of a tone, or as it is.
std::string paint(const std::string& text, Tone tone, bool colour);

}  // namespace haguard
