// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "top/line.h"

#include <algorithm>

namespace haguard {
namespace {

constexpr std::size_t kGap = 2;  // between columns

// Those that stay, left to right.
std::vector<std::size_t> columns_within(const std::vector<GridColumn>& columns, std::size_t width) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (std::max(columns[i].least, columns[i].wanted) != 0) kept.push_back(i);
  const auto needed = [&] {
    std::size_t places = kept.empty() ? 0 : (kept.size() - 1) * kGap;
    for (const std::size_t i : kept)
      places += columns[i].least;
    return places;
  };
  while (needed() > width) {
    const auto sparest = std::max_element(
        kept.begin(), kept.end(),
        [&](std::size_t a, std::size_t b) { return columns[a].spare < columns[b].spare; });
    if (columns[*sparest].spare == 0) break;
    kept.erase(sparest);
  }
  return kept;
}

}  // namespace

Line cut_line(const Line& line, std::size_t width) {
  Line kept;
  for (const Cell& cell : line) {
    kept.emplace_back(cut(cell.text, width), cell.tone);
    const std::size_t used = width_of(cell.text);
    if (used > width) break;
    width -= used;
  }
  while (!kept.empty()) {
    std::string& last = kept.back().text;
    last.resize(last.find_last_not_of(' ') + 1);
    if (!last.empty()) break;
    kept.pop_back();
  }
  return kept;
}

std::string line_text(const Line& line, bool colour) {
  std::string text;
  for (const Cell& cell : line)
    text += paint(cell.text, cell.tone, colour);
  return text;
}

Grid::Grid(std::vector<GridColumn> columns, std::size_t width)
    : columns_(std::move(columns)), width_(width) {
  std::size_t room = width;
  for (const std::size_t i : columns_within(columns_, width)) {
    shown_.push_back({i, columns_[i].least});
    room -= std::min(room, columns_[i].least + (shown_.size() == 1 ? 0 : kGap));
  }
  for (Shown& one : shown_) {
    const GridColumn& column = columns_[one.column];
    const std::size_t more = std::min(room, std::max(column.wanted, column.least) - column.least);
    one.width += more;
    room -= more;
  }
}

Line Grid::titles() const {
  std::vector<Cell> cells;
  for (const GridColumn& column : columns_)
    cells.emplace_back(column.title, Tone::kDim);
  return row(cells);
}

Line Grid::row(const std::vector<Cell>& cells) const {
  Line line;
  for (std::size_t n = 0; n < shown_.size(); ++n) {
    const auto& [i, width] = shown_[n];
    if (n > 0) line.emplace_back(std::string(kGap, ' '));
    const bool is_last = n + 1 == shown_.size() && columns_[i].align == Align::kLeft;
    line.emplace_back(
        is_last ? cut(cells[i].text, width) : fitted(cells[i].text, width, columns_[i].align),
        cells[i].tone);
  }
  return cut_line(line, width_);
}

}  // namespace haguard
