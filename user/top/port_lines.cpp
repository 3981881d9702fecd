// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <algorithm>

#include "base/printable.h"
#include "base/units.h"
#include "top/sections.h"

namespace haguard {
namespace {

// What is not as it should be; the worse of two.
Cell condition_cell(const PortRates& port) {
  if (port.signal && *port.signal != PortSignal::kCarrier)
    return {signal_name(*port.signal), Tone::kBad};
  if (port.condition == PortCondition::kLive) return "";
  return {condition_name(port.condition), is_attached(port.condition) ? Tone::kWarn : Tone::kBad};
}

}  // namespace

std::vector<Line> port_lines(const LinkRates& link, std::size_t width) {
  std::size_t longest = 4;
  for (const PortRates& port : link.ports)
    longest = std::max(longest, width_of(printable(port.name)));
  const Grid grid({{"PORT", 4, longest},
                   {"FRAMES/s", 8, 8, Align::kRight},
                   {"BYTES/s", 7, 7, Align::kRight, 3},
                   {"PASSED/s", 8, 8, Align::kRight, 2},
                   {"WOULD DROP/s", 12, 12, Align::kRight, 5},
                   {"DROPPED/s", 9, 9, Align::kRight},
                   {"ERRORS", 8, 8, Align::kRight, 4},
                   {"", 10, 10, Align::kLeft, 1}},
                  width);
  const bool is_first = link.elapsed_ns == 0;
  const auto frames = [is_first](const Rate& rate, Tone tone) {
    return rate_cell(rate_text(rate, is_first), rate, tone);
  };
  std::vector<Line> lines = {grid.titles()};
  for (const PortRates& port : link.ports)
    lines.push_back(grid.row(
        {printable(port.name),
         frames(port.received, Tone::kPlain),
         rate_cell(bytes_text(port.bytes, is_first), port.bytes),
         frames(port.passed, Tone::kPlain),
         frames(port.would_drop, Tone::kWarn),
         frames(port.dropped, Tone::kBad),
         {format_count(port.errors), port.new_errors.value_or(0) > 0 ? Tone::kBad : Tone::kPlain},
         condition_cell(port)}));
  return lines;
}

}  // namespace haguard
