// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "base/units.h"
#include "top/sections.h"

namespace haguard {
namespace {

constexpr std::uint64_t kNarrowShare = 2;  // a silence of half the hold time is a narrow margin

std::string direction_of(const FlowLabels& flow) {
  return printable(flow.to.empty() ? "from " + flow.from
                                   : fmt::format("{} > {}", flow.from, flow.to));
}

// The running silence against the hold time: "1.02 s/15 s".
Cell silence_cell(const FlowRates& flow) {
  if (flow.silence == nullptr) return "";
  const std::uint64_t silent = flow.silence->silent_ns;
  const std::uint64_t hold = flow.link->hold_ns;
  const bool is_narrow = hold != 0 && silent >= hold / kNarrowShare;
  const Tone late = is_narrow ? Tone::kBad : Tone::kWarn;
  const std::string text = silent == 0 ? "-" : format_duration(silent);
  return {hold == 0 ? text : fmt::format("{}/{}", text, format_duration(hold)),
          is_narrow || flow.silence->missed_now != 0 ? late : Tone::kPlain};
}

Cell last_cell(const FlowRates& flow, std::uint64_t now_ns) {
  if (flow.stats.last_ns == 0) return {"never", Tone::kWarn};
  return format_duration(now_ns - std::min<std::uint64_t>(now_ns, flow.stats.last_ns));
}

std::vector<Cell> cells_of(const FlowRates& flow, bool is_first, std::uint64_t now_ns) {
  return {printable(flow.link->name),
          printable(flow.flow->name),
          direction_of(*flow.flow),
          rate_cell(rate_text(flow.frames, is_first), flow.frames),
          rate_cell(bytes_text(flow.bytes, is_first), flow.bytes),
          format_count(flow.stats.frames),
          last_cell(flow, now_ns),
          silence_cell(flow)};
}

// Places of the longest name, so that columns stay where they are from one look to the next.
template <typename NameOf>
std::size_t longest(const std::vector<FlowRates>& flows, const std::string& title, NameOf name_of) {
  std::size_t places = width_of(title);
  for (const FlowRates& flow : flows)
    places = std::max(places, width_of(name_of(flow)));
  return places;
}

Grid flow_grid(const std::vector<FlowRates>& flows, bool with_link, std::size_t width) {
  constexpr std::size_t kShortName = 12;
  constexpr std::size_t kShortDirection = 19;  // "primary > secondary"
  const bool timed = std::any_of(flows.begin(), flows.end(),
                                 [](const FlowRates& flow) { return flow.silence != nullptr; });
  const std::size_t links =
      longest(flows, "LINK", [](const FlowRates& flow) { return printable(flow.link->name); });
  const std::size_t names =
      longest(flows, "FLOW", [](const FlowRates& flow) { return printable(flow.flow->name); });
  const std::size_t directions =
      longest(flows, "FROM > TO", [](const FlowRates& flow) { return direction_of(*flow.flow); });
  return Grid({{"LINK", with_link ? 4U : 0U, with_link ? links : 0},
               {"FLOW", std::min(kShortName, names), names},
               {"FROM > TO", std::min(kShortDirection, directions), directions, Align::kLeft, 2},
               {"FRAMES/s", 8, 8, Align::kRight},
               {"BYTES/s", 7, 7, Align::kRight, 3},
               {"FRAMES", 11, 11, Align::kRight, 5},
               {"LAST", 8, 8, Align::kRight, 4},
               {"SILENT/HOLD", timed ? 13U : 0U, timed ? 15U : 0U, Align::kRight, 1}},
              width);
}

}  // namespace

std::vector<Line> flow_lines(const std::vector<FlowRates>& flows, bool with_link,
                             std::uint64_t now_ns, ScreenSize room) {
  if (flows.empty() || room.rows < 2) return {};
  const Grid grid = flow_grid(flows, with_link, room.columns);
  const std::size_t rows = room.rows - 1;
  const std::size_t shown = flows.size() <= rows ? flows.size() : rows - 1;
  const bool is_first = std::none_of(flows.begin(), flows.end(),
                                     [](const FlowRates& flow) { return flow.frames.has_value(); });
  std::vector<Line> lines = {grid.titles()};
  for (std::size_t i = 0; i < shown; ++i)
    lines.push_back(grid.row(cells_of(flows[i], is_first, now_ns)));
  if (shown < flows.size())
    lines.push_back(
        cut_line({{fmt::format("... and {} more", format_count(flows.size() - shown)), Tone::kDim}},
                 room.columns));
  return lines;
}

}  // namespace haguard
