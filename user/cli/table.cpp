// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/table.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace haguard {
namespace {

std::string padded(const Cell& cell, std::size_t width, Align align, bool last, bool colour) {
  const std::string space(width - std::min(width, width_of(cell.text)), ' ');
  const std::string text = paint(cell.text, cell.tone, colour);
  if (align == Align::kRight) return space + text;
  return last ? text : text + space;
}

}  // namespace

std::string TextTable::to_string(bool colour) const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < std::min(row.size(), widths.size()); ++i)
      widths[i] = std::max(widths[i], width_of(row[i].text));
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] == 0) continue;
    widths[i] = std::max(widths[i], columns_[i].title.size());
    shown.push_back(i);
  }

  const auto line = [&](const std::vector<Cell>& row) {
    std::string text(indent_, ' ');
    for (std::size_t n = 0; n < shown.size(); ++n) {
      const std::size_t i = shown[n];
      const Cell cell = i < row.size() ? row[i] : Cell("");
      if (n > 0) text += "  ";
      text += padded(cell, widths[i], columns_[i].align, n + 1 == shown.size(), colour);
    }
    while (!text.empty() && text.back() == ' ')
      text.pop_back();
    return text + "\n";
  };

  std::vector<Cell> titles;
  for (const Column& column : columns_)
    titles.emplace_back(column.title, Tone::kDim);
  std::string out = line(titles);
  for (const auto& row : rows_)
    out += line(row);
  return out;
}

bool use_colour() {
  return ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
}

bool show_progress() {
  return ::isatty(STDERR_FILENO) != 0;
}

}  // namespace haguard
