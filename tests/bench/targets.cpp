// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/sections.h"
#include "cli/table.h"

namespace haguard {
namespace {

enum class Bound : std::uint8_t { kAtMost, kAtLeast };

// Of a line's ratio; with a unit: of its value; with `against`: of its value against that line's.
struct Target {
  const char* what;
  const char* section;
  const char* line;
  Bound bound;
  double limit;
  const char* unit = "";
  const char* against = "";
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
    {"rogue flood dropped, rate against bare XDP_DROP", "flood", "haguard, unknown source",
     Bound::kAtLeast, 0.9},
    {"redirect, rate against a bare redirect", "redirect", kGuardRedirect, Bound::kAtLeast, 0.9},
    {"redirect, rate against bridge + nft rule", "redirect", kGuardRedirect, Bound::kAtLeast, 5, "",
     kNftBridge},
    {"bridge + haguard, rate against bridge + no-op", "forward", kGuardBridge, Bound::kAtLeast,
     0.95},
    {"time that haguard adds on the bridge, median", "residence", kAdded, Bound::kAtMost, 200,
     "ns"},
    {"hello gap p99 under a full rogue flood, against none", "hello", kHelloFlood, Bound::kAtMost,
     1.5},
    {"100,000 flows: check, compile, load and swap", "swap", kWholeSwap, Bound::kAtMost, 300, "ms"},
    {"haguard status, 10,000 flows", "commands", kStatus, Bound::kAtMost, 30, "ms"},
    {"learn --pcap", "capture", kLearnCapture, Bound::kAtLeast, 500, "k frames/s"},
    {"memory of the maps, 1,000 flows, per core", "memory", kMemoryPerCore, Bound::kAtMost, 4,
     "MiB"},
};

double value_of(const Target& target, const Line& line, const Line* against) {
  if (against != nullptr) return line.values.median() / against->values.median();
  return (*target.unit != '\0' ? line.values : line.ratios).median();
}

// So that a value that misses by a little is not printed as the limit itself.
std::string number_beside(double value, double limit) {
  const std::string number = format_number(value);
  return number == format_number(limit) ? fmt::format("{:.3f}", value) : number;
}

JudgedTarget judge(const Target& target, const Line& line, const Line* against) {
  const bool by_value = *target.unit != '\0';
  const bool at_most = target.bound == Bound::kAtMost;
  JudgedTarget judged;
  judged.what = target.what;
  judged.target = fmt::format("{} {}{}{}", at_most ? "at most" : "at least",
                              format_number(target.limit), by_value ? " " : "", target.unit);
  judged.value = value_of(target, line, against);
  judged.measured = fmt::format("{}{}{}", number_beside(judged.value, target.limit),
                                by_value ? " " : "", target.unit);
  judged.met = at_most ? judged.value <= target.limit : judged.value >= target.limit;
  return judged;
}

}  // namespace

std::vector<JudgedTarget> judge_targets(const Report& report) {
  std::vector<JudgedTarget> judged;
  for (const Target& target : kTargets) {
    const Line* line = report.find(target.section, target.line);
    if (line != nullptr)
      judged.push_back(judge(target, *line, report.find(target.section, target.against)));
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
