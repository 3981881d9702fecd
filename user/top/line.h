// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Lines of a screen, and columns on it: cut to its width, never wrapped.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "base/text_width.h"
#include "base/tone.h"

namespace haguard {

using Line = std::vector<Cell>;

inline constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

struct ScreenSize {
  std::size_t rows = kUnlimited;
  std::size_t columns = kUnlimited;
};

// What of it fits, without blanks at its end.
Line cut_line(const Line& line, std::size_t width);
std::string line_text(const Line& line, bool colour);

struct GridColumn {
  std::string title;
  std::size_t least = 0;   // places that it needs,
  std::size_t wanted = 0;  // and that it would fill; both 0: it is not there
  Align align = Align::kLeft;
  unsigned spare = 0;  // the highest goes first where there is no room for all; 0: never
};

// Columns that fit a screen: what its titles and its rows have in common.
class Grid {
 public:
  Grid(std::vector<GridColumn> columns, std::size_t width);

  Line titles() const;
  // As many cells as columns.
  Line row(const std::vector<Cell>& cells) const;

 private:
  struct Shown {
    std::size_t column = 0;
    std::size_t width = 0;
  };
  std::vector<GridColumn> columns_;
  std::vector<Shown> shown_;
  std::size_t width_;
};

}  // namespace haguard
