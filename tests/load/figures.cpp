// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "load/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/units.h"

namespace haguard {
namespace {

nlohmann::ordered_json to_json(const DirectionFigures& one) {
  nlohmann::ordered_json json = {{"frames_per_second", static_cast<std::uint64_t>(one.rate)},
                                 {"sent", one.sent},
                                 {"lost", one.lost},
                                 {"intruders_sent", one.intruders},
                                 {"intruders_dropped", one.intruders_dropped},
                                 {"intruders_passed_while_enforcing", one.intruders_breached},
                                 {"longest_gap_us", one.longest_gap_ns / 1000}};
  if (one.slowest_second) json["slowest_second"] = *one.slowest_second;
  return json;
}

std::string to_row(const Figures& figures) {
  const DirectionFigures& there = figures.directions[0];
  const DirectionFigures& back = figures.directions[1];
  const auto sum = [&](std::uint64_t DirectionFigures::*field) {
    return format_count(there.*field + back.*field);
  };
  const std::string breaches = fmt::format("{} of {}", sum(&DirectionFigures::intruders_breached),
                                           sum(&DirectionFigures::intruders));
  return fmt::format(
      "| {} | {} | {:.0f} s | {:.0f} k/s, {:.0f} k/s | {} | {} | {} | {:.1f} ms | {} of {} |\n",
      figures.operation, figures.count == 1 ? "-" : format_count(figures.count), figures.seconds,
      there.rate / 1000, back.rate / 1000, sum(&DirectionFigures::sent),
      sum(&DirectionFigures::lost), figures.guarded ? breaches : "-",
      static_cast<double>(std::max(there.longest_gap_ns, back.longest_gap_ns)) / 1e6,
      figures.hellos_missed, figures.hellos_received);
}

}  // namespace

Status save_figures(const Figures& figures, const std::string& folder) {
  nlohmann::ordered_json json = {
      {"operation", figures.operation}, {"count", figures.count}, {"seconds", figures.seconds}};
  for (const DirectionFigures& one : figures.directions)
    json["directions"].push_back(to_json(one));
  json["asa_hellos"] = {{"received", figures.hellos_received},
                        {"missed", figures.hellos_missed},
                        {"longest_gap_ms", figures.longest_hello_gap_ms}};
  const std::string file = fmt::format("{}/{:02}", folder, figures.row);
  HG_CHECK(make_directories(folder));
  HG_CHECK(write_file(file + ".json", json.dump(2) + "\n"));
  return write_file(file + ".md", to_row(figures));
}

}  // namespace haguard
