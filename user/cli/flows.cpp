// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// flows: what the policy allows, and what each flow carried.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/seconds.h"
#include "base/units.h"
#include "cli/commands.h"
#include "cli/snapshot.h"
#include "cli/table.h"
#include "policy/describe.h"

namespace haguard {
namespace {

nlohmann::ordered_json flow_json(const FlowRow& row, std::uint64_t now) {
  nlohmann::ordered_json json = {{"id", row.id},
                                 {"name", row.flow.name},
                                 {"description", describe_flow(row.flow)},
                                 {"label", row.label},
                                 {"from", row.flow.from},
                                 {"to", row.flow.to},
                                 {"heartbeat", row.flow.heartbeat},
                                 {"frames", row.stats.frames},
                                 {"bytes", row.stats.bytes}};
  if (row.stats.last_ns != 0)
    json["seconds_since_last"] = to_seconds(now - std::min<std::uint64_t>(now, row.stats.last_ns));
  return json;
}

Status print_table(const PolicyRows& rows, std::uint64_t now) {
  TextTable table({{"ID", Align::kRight},
                   {"FLOW"},
                   {"MATCHES"},
                   {"KNOWN AS"},
                   {"FRAMES", Align::kRight},
                   {"BYTES", Align::kRight},
                   {"LAST", Align::kRight}});
  for (const FlowRow& row : rows.flows)
    table.add(
        {fmt::format("{}", row.id),
         printable(row.flow.name),
         printable(describe_flow(row.flow)),
         {printable(row.label), Tone::kDim},
         format_count(row.stats.frames),
         format_bytes(row.stats.bytes),
         {format_ago(row.stats.last_ns, now), row.stats.frames == 0 ? Tone::kWarn : Tone::kPlain}});
  fmt::print("{}", table.to_string(use_colour()));
  return Done{};
}

}  // namespace

Status run_flows(const Context& context, const LinkArguments& arguments) {
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  HG_TRY(const PolicyRows rows, read_policy_rows(context, link));
  const std::uint64_t now = monotonic_ns();
  if (arguments.json) {
    nlohmann::ordered_json json = {
        {"schema", 1}, {"link", link.name}, {"flows", nlohmann::ordered_json::array()}};
    for (const FlowRow& row : rows.flows)
      json["flows"].push_back(flow_json(row, now));
    fmt::print("{}\n", json.dump(2));
    return Done{};
  }
  if (rows.policy) return print_table(rows, now);
  fmt::print("{} has no policy yet: haguard learn {}\n", link.name, link.name);
  return Done{};
}

}  // namespace haguard
