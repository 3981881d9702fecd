// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// latency: how long it is from one frame of a heartbeat flow to the next, against the hold time.
#include <fmt/format.h>

#include <cstddef>

#include "base/clock.h"
#include "base/seconds.h"
#include "base/units.h"
#include "cli/latency_section.h"
#include "cli/snapshot.h"
#include "latency/gaps.h"
#include "link/heartbeats.h"
#include "link/hold_time.h"

namespace haguard {
namespace {

constexpr double kNarrowMargin = 0.5;  // of the hold time

// The moment that the slots are read at.
struct Moment {
  GapWatch watch;
  std::int64_t wall_s = 0;
};

Result<Moment> moment_of(const Link& link) {
  Moment moment;
  HG_TRY(moment.watch, read_gap_watch(link));
  moment.wall_s = wall_seconds();
  return moment;
}

std::int64_t wall_of(const Moment& moment, std::uint64_t ns) {
  return moment.wall_s - static_cast<std::int64_t>((moment.watch.now_ns - ns) / kSecondNs);
}

std::string rhythm_words(const GapFacts& facts) {
  if (facts.interval_ns == 0) return "no interval yet";
  return fmt::format("every {}, jitter {}, {} missed", format_duration(facts.interval_ns),
                     format_duration(facts.jitter_ns),
                     facts.missed == 0 ? "none" : format_count(facts.missed));
}

std::string longest_words(const GapFacts& facts, const Moment& moment, const HoldTime& hold) {
  std::string words = fmt::format("longest gap {}", format_duration(facts.longest_ns));
  if (hold.ns != 0)
    words += fmt::format(" of hold {} ({:.0f} %)", format_duration(hold.ns),
                         100 * share_of_hold(facts, hold.ns));
  char time[32];
  if (facts.longest_end_ns != 0)
    words += fmt::format(", at {}", format_wall(wall_of(moment, facts.longest_end_ns), time));
  return words;
}

void add_notes(const GapFacts& facts, const Moment& moment, const HoldTime& hold, LatencyRow& row) {
  row.notes.push_back({rhythm_words(facts), false});
  if (facts.longest_ns != 0)
    row.notes.push_back(
        {longest_words(facts, moment, hold), share_of_hold(facts, hold.ns) >= kNarrowMargin});
  if (facts.missed_now != 0)
    row.notes.push_back({fmt::format("silent for {}: {} missed so far",
                                     format_duration(facts.silent_ns), facts.missed_now),
                         true});
}

void add_facts(const GapFacts& facts, const Moment& moment, const HoldTime& hold,
               nlohmann::ordered_json& json) {
  json["interval"] = nullptr;
  if (facts.interval_ns != 0) json["interval"] = to_seconds(facts.interval_ns);
  json["jitter"] = to_seconds(facts.jitter_ns);
  json["missed"] = facts.missed;
  json["silent"] = to_seconds(facts.silent_ns);
  json["missed_now"] = facts.missed_now;
  json["longest"] = to_seconds(facts.longest_ns);
  json["longest_at"] = nullptr;
  if (facts.longest_end_ns != 0) json["longest_at"] = wall_of(moment, facts.longest_end_ns);
  json["share_of_hold"] = nullptr;
  if (hold.ns != 0) json["share_of_hold"] = share_of_hold(facts, hold.ns);
}

std::string flow_words(const Flow& flow) {
  return flow.to.empty() ? fmt::format("{} (from {})", flow.name, flow.from)
                         : fmt::format("{} ({} -> {})", flow.name, flow.from, flow.to);
}

Result<std::optional<LatencyRow>> row_of_flow(const Link& link, const FlowRow& flow,
                                              const SlotOwners& owners, const HoldTime& hold) {
  HG_TRY(const auto heartbeat, read_heartbeat(link, owners, flow.id));
  if (!heartbeat) return std::optional<LatencyRow>();
  HG_TRY(const Moment moment, moment_of(link));
  const GapFacts facts = moment.watch.facts(*heartbeat);
  LatencyRow row;
  row.what = flow_words(flow.flow);
  row.identity = {
      {"flow", flow.flow.name}, {"id", flow.id}, {"from", flow.flow.from}, {"to", flow.flow.to}};
  row.histogram = heartbeat->gaps;
  add_notes(facts, moment, hold, row);
  add_facts(facts, moment, hold, row.more);
  return std::optional<LatencyRow>(std::move(row));
}

}  // namespace

Result<LatencySection> heartbeat_section(const Context& context, const Link& link) {
  LatencySection section;
  section.key = "heartbeats";
  section.title = "heartbeats, from one frame of a flow to the next";
  HG_TRY(const PolicyRows rows, read_policy_rows(context, link));
  const HoldTime hold = hold_time_of(link, rows.policy ? rows.policy->system : std::string(),
                                     knowledge_base(context));
  section.more["hold"] = nullptr;
  section.more["hold_from"] = nullptr;
  if (hold.ns != 0) {
    section.title += fmt::format(" (hold {}, {})", format_duration(hold.ns), hold.words);
    section.more["hold"] = to_seconds(hold.ns);
    section.more["hold_from"] = hold.from;
  }
  HG_TRY(const SlotOwners owners, read_slot_owners(link));
  std::size_t untimed = 0;
  for (const FlowRow& flow : rows.flows) {
    if (!flow.flow.heartbeat) continue;
    HG_TRY(auto row, row_of_flow(link, flow, owners, hold));
    if (row)
      section.rows.push_back(std::move(*row));
    else
      ++untimed;
  }
  section.more["untimed"] = untimed;
  if (untimed != 0)
    section.remarks.push_back(
        fmt::format("{} more heartbeat flows are not timed: a link has room "
                    "for {}",
                    untimed, HG_HEARTBEAT_SLOTS));
  if (section.rows.empty())
    section.remarks.emplace_back("no flow of the policy has heartbeat = true");
  return section;
}

}  // namespace haguard
