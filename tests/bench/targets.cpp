// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/targets.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/table.h"

namespace haguard {
namespace {

enum class Bound : std::uint8_t { kAtMost, kAtLeast };

// Of a line's ratio; with a unit: of its value.
struct Target {
  const char* what;
  const char* section;
  const char* line;
  Bound bound;
  double limit;
  const char* unit = "";
};

constexpr Target kTargets[] = {
    {"enforce hit, IP 105: cost against xdp-filter's address match", "hits", "IP 105",
     Bound::kAtMost, 0.35},
    {"the same, UDP with ports", "hits", "UDP, both ports", Bound::kAtMost, 0.45},
    {"the same, one VLAN tag", "hits", "IP 105, one VLAN tag", Bound::kAtMost, 0.45},
    {"the same, IPv6", "hits", "IP 105 over IPv6", Bound::kAtMost, 0.6},
    {"one hot flow, 1,000,000 flows loaded, against 1", "flows", "1,000,000 flows, one is hot",
     Bound::kAtMost, 1.05},
    {"spread evenly over 100,000 flows, against 1 flow", "flows", "100,000 flows, spread evenly",
     Bound::kAtMost, 3},
};

JudgedTarget judge(const Target& target, const Line& line) {
  const bool by_value = *target.unit != '\0';
  const Series& series = by_value ? line.values : line.ratios;
  const bool at_most = target.bound == Bound::kAtMost;
  JudgedTarget judged;
  judged.what = target.what;
  judged.target = fmt::format("{} {}{}{}", at_most ? "at most" : "at least",
                              format_number(target.limit), by_value ? " " : "", target.unit);
  judged.value = series.median();
  judged.measured =
      fmt::format("{}{}{}", format_number(judged.value), by_value ? " " : "", target.unit);
  judged.met = at_most ? judged.value <= target.limit : judged.value >= target.limit;
  return judged;
}

}  // namespace

std::vector<JudgedTarget> judge_targets(const Report& report) {
  std::vector<JudgedTarget> judged;
  for (const Target& target : kTargets) {
    const Line* line = report.find(target.section, target.line);
    if (line != nullptr) judged.push_back(judge(target, *line));
  }
  return judged;
}

std::string format_targets(const std::vector<JudgedTarget>& targets, bool colour) {
  TextTable table({{"target"}, {"AIM", Align::kRight}, {"MEASURED", Align::kRight}, {"MET"}}, 2);
  for (const JudgedTarget& target : targets)
    table.add({target.what, target.target, target.measured,
               Cell(target.met ? "yes" : "no", target.met ? Tone::kGood : Tone::kBad)});
  const auto met = std::count_if(targets.begin(), targets.end(),
                                 [](const JudgedTarget& target) { return target.met; });
  return fmt::format("Targets: {} of {} met\n{}", met, targets.size(), table.to_string(colour));
}

}  // namespace haguard
