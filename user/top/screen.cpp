// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "top/screen.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "base/units.h"
#include "top/sections.h"

namespace haguard {
namespace {

constexpr ScreenSize kSmallest{6, 30};
// Where nothing limits them: the busiest of several links; of one, all.
constexpr std::size_t kBusiest = 20;

Line title_line(const std::vector<LinkRates>& links, const ScreenState& state) {
  Line line = {{state.time, Tone::kDim}};
  std::uint64_t elapsed = 0;
  for (const LinkRates& link : links)
    elapsed = std::max(elapsed, link.elapsed_ns);
  if (elapsed != 0) line.emplace_back(", over " + format_duration(elapsed), Tone::kDim);
  line.emplace_back(fmt::format(", flows by {}", order_name(state.order)), Tone::kDim);
  if (state.paused) line.emplace_back("  paused", Tone::kWarn);
  return line;
}

Line key_line(const ScreenState& state) {
  if (!state.help) return {{"q quit  s sort  p pause  h help", Tone::kDim}};
  return {{"s sorts by the next of rate, bytes, last, name; p stops, and goes on; q quits",
           Tone::kDim}};
}

std::vector<Line> too_small(ScreenSize size) {
  const std::string words = fmt::format("{} x {}: too small, needs {} x {}", size.columns,
                                        size.rows, kSmallest.columns, kSmallest.rows);
  return size.rows == 0 ? std::vector<Line>() : std::vector<Line>{{cut(words, size.columns)}};
}

std::vector<FlowRates> flows_of(const std::vector<LinkRates>& links, FlowOrder order) {
  std::vector<FlowRates> flows;
  for (const LinkRates& link : links)
    flows.insert(flows.end(), link.flows.begin(), link.flows.end());
  sort_flows(flows, order);
  return flows;
}

void append(std::vector<Line>& lines, std::vector<Line> more) {
  lines.insert(lines.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

std::vector<Line> upper_lines(const std::vector<LinkRates>& links, const ScreenState& state,
                              std::size_t width) {
  std::vector<Line> lines = {title_line(links, state)};
  for (const std::string& remark : state.remarks)
    lines.push_back({{printable(remark), Tone::kWarn}});
  if (!state.one_link) {
    append(lines, overview_lines(links, state.now_ns, width));
    return lines;
  }
  for (const LinkRates& link : links) {
    append(lines, link_lines(link, state.now_ns));
    lines.emplace_back();
    append(lines, port_lines(link, width));
  }
  return lines;
}

}  // namespace

std::vector<Line> screen_of(const std::vector<LinkRates>& links, const ScreenState& state,
                            ScreenSize size) {
  if (size.rows < kSmallest.rows || size.columns < kSmallest.columns) return too_small(size);
  const std::size_t rows = size.rows - (state.has_keys ? 1 : 0);
  std::vector<Line> lines = upper_lines(links, state, size.columns);
  if (lines.size() > rows) lines.resize(rows);
  ScreenSize room{rows - lines.size(), size.columns};
  if (size.rows == kUnlimited && !state.one_link) room.rows = 2 + kBusiest;
  if (room.rows > 3) {
    lines.emplace_back();
    --room.rows;
    append(lines, flow_lines(flows_of(links, state.order), !state.one_link, state.now_ns, room));
  }
  if (state.has_keys) {
    lines.resize(rows);
    lines.push_back(key_line(state));
  }
  for (Line& line : lines)
    line = cut_line(line, size.columns);
  return lines;
}

}  // namespace haguard
