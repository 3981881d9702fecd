// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// latency: how long things take, by the histograms of the kernel.
#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "cli/commands.h"
#include "cli/latency_section.h"
#include "cli/signals.h"
#include "cli/table.h"
#include "latency/histogram.h"
#include "latency/json.h"
#include "latency/text.h"
#include "link/egress.h"
#include "link/lock.h"
#include "link/stamping.h"

namespace haguard {
namespace {

constexpr Result<LatencySection> (*kSections[])(const Context&, const Link&) = {
    heartbeat_section,
    round_trip_section,
    residence_section,
};

Result<std::vector<LatencySection>> read_sections(const Context& context, const Link& link) {
  std::vector<LatencySection> sections;
  for (const auto read : kSections) {
    HG_TRY(sections.emplace_back(), read(context, link));
  }
  return sections;
}

// Only what came between two readings; a row that was not there before is all new.
void subtract(std::vector<LatencySection>& later, const std::vector<LatencySection>& earlier) {
  for (std::size_t i = 0; i < later.size(); ++i)
    for (LatencyRow& row : later[i].rows) {
      const auto before =
          std::find_if(earlier[i].rows.begin(), earlier[i].rows.end(),
                       [&](const LatencyRow& one) { return one.identity == row.identity; });
      if (before != earlier[i].rows.end()) row.histogram = since(row.histogram, before->histogram);
    }
}

std::string time_text(std::uint64_t count, std::uint64_t ns) {
  return count == 0 ? "-" : format_duration(ns);
}

void print_table(const LatencySection& section, bool colour) {
  TextTable table({{"WHAT"},
                   {"COUNT", Align::kRight},
                   {"P50", Align::kRight},
                   {"P90", Align::kRight},
                   {"P99", Align::kRight},
                   {"P99.9", Align::kRight},
                   {"MAX", Align::kRight}},
                  2);
  for (const LatencyRow& row : section.rows) {
    const Summary summary = summary_of(row.histogram);
    table.add({printable(row.what), format_count(summary.count),
               time_text(summary.count, summary.p50_ns), time_text(summary.count, summary.p90_ns),
               time_text(summary.count, summary.p99_ns), time_text(summary.count, summary.p999_ns),
               time_text(summary.count, summary.max_ns)});
  }
  if (!table.empty()) fmt::print("{}", table.to_string(colour));
}

void print_section(const LatencySection& section, bool colour) {
  fmt::print("{}\n", section.title);
  print_table(section, colour);
  for (const std::string& remark : section.remarks)
    fmt::print("  {}\n", paint(printable(remark), Tone::kWarn, colour));
  for (const LatencyRow& row : section.rows) {
    const std::vector<std::string> lines = histogram_rows(row.histogram);
    if (lines.empty() && row.notes.empty()) continue;
    fmt::print("\n  {}\n", printable(row.what));
    for (const LatencyNote& note : row.notes)
      fmt::print("    {}\n",
                 paint(printable(note.text), note.warns ? Tone::kWarn : Tone::kPlain, colour));
    for (const std::string& line : lines)
      fmt::print("  {}\n", line);
  }
}

nlohmann::ordered_json section_json(const LatencySection& section) {
  nlohmann::ordered_json json = section.more;
  json["rows"] = nlohmann::ordered_json::array();
  for (const LatencyRow& row : section.rows) {
    nlohmann::ordered_json entry = row.identity;
    entry.update(histogram_json(row.histogram));
    entry.update(row.more);
    json["rows"].push_back(std::move(entry));
  }
  return json;
}

Status set_stamping(const Context& context, const LatencyArguments& arguments) {
  HG_TRY(const hg_stamping stamping, parse_stamping(arguments.set));
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  HG_TRY(Link link, open_chosen(context, arguments.link));
  HG_TRY(const hg_stamping before, read_stamping(link.maps.control));
  HG_CHECK(change_stamping(link, stamping));
  fmt::print("{}: residence times: {} -> {}\n", link.name, stamping_name(before),
             stamping_name(stamping));
  return Done{};
}

}  // namespace

Status run_latency(const Context& context, const LatencyArguments& arguments) {
  if (!arguments.set.empty()) return set_stamping(context, arguments);
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  HG_TRY(std::vector<LatencySection> sections, read_sections(context, link));
  if (!arguments.duration.empty()) {
    HG_TRY(const std::uint64_t duration, parse_duration(arguments.duration));
    const std::vector<LatencySection> before = std::move(sections);
    // A signal ends it early: what was counted so far is shown.
    static_cast<void>(Interruptible().wait(duration));
    HG_TRY(sections, read_sections(context, link));
    subtract(sections, before);
  }
  if (arguments.json) {
    nlohmann::ordered_json json = {{"schema", 1}, {"link", link.name}};
    for (const LatencySection& section : sections)
      json[section.key] = section_json(section);
    fmt::print("{}\n", json.dump(2));
    return Done{};
  }
  const bool colour = use_colour();
  for (const LatencySection& section : sections) {
    if (&section != &sections.front()) fmt::print("\n");
    print_section(section, colour);
  }
  return Done{};
}

}  // namespace haguard
