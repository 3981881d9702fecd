// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/table.h"

namespace haguard {
namespace {

std::string format_spread(const Series& series) {
  return series.size() < 2 ? "" : fmt::format("+-{:.0f} %", series.spread() * 100);
}

}  // namespace

std::string format_number(double value) {
  if (value >= 100) return fmt::format("{:.0f}", value);
  return value >= 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.2f}", value);
}

const Line* Report::find(const std::string& section, const std::string& line) const {
  for (const Section& one : sections_) {
    if (one.name != section) continue;
    const auto found = std::find_if(one.lines.begin(), one.lines.end(),
                                    [&](const Line& each) { return each.name == line; });
    if (found != one.lines.end()) return &*found;
  }
  return nullptr;
}

std::vector<Line> to_lines(std::vector<Standing> standings) {
  std::vector<Line> lines;
  lines.reserve(standings.size());
  for (Standing& standing : standings)
    lines.push_back(
        {std::move(standing.name), std::move(standing.values), std::move(standing.ratios)});
  return lines;
}

std::string format_section(const Section& section, bool colour) {
  TextTable table({{section.name},
                   {"RATIO", Align::kRight},
                   {"SPREAD", Align::kRight},
                   {section.unit, Align::kRight}},
                  2);
  for (const Line& line : section.lines) {
    const bool compared = line.ratios.size() > 0;
    table.add({line.name, compared ? format_number(line.ratios.median()) : "",
               format_spread(compared ? line.ratios : line.values),
               format_number(line.values.median())});
  }
  return fmt::format("{}\n{}", section.title, table.to_string(colour));
}

}  // namespace haguard
