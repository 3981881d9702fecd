// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// latency: round trips between the peers, seen in passing.
#include <fmt/format.h>

#include <array>

#include "base/seconds.h"
#include "base/units.h"
#include "cli/latency_section.h"
#include "cli/snapshot.h"
#include "latency/histogram.h"
#include "latency/trip_limits.h"
#include "link/apply.h"
#include "link/round_trips.h"

namespace haguard {
namespace {

constexpr std::array<const char*, HG_TRIP_KINDS> kWords = {
    "ARP, request to reply", "neighbour discovery, solicitation to advertisement",
    "ICMP echo, request to reply", "TCP, SYN to SYN/ACK", "IKEv2, request to response"};

// The limits of the link's HA system.
struct SystemLimits {
  TripLimits limits;
  std::string title;
};

Result<SystemLimits> limits_of(const Context& context, const Link& link) {
  std::string name = link.system();
  const Result<Policy> policy = policy_in_force(link);
  if (policy.ok() && !policy->system.empty()) name = policy->system;
  const std::vector<System> systems = knowledge_base(context);
  const System* system = find_system(systems, name);
  if (system == nullptr) return SystemLimits{};
  return SystemLimits{{system->latency_warn.value_or(0), system->latency_critical.value_or(0)},
                      system->title};
}

void judge_row(const SystemLimits& system, LatencyRow& row) {
  const TripVerdict verdict = judge_trips(row.histogram, system.limits);
  row.more["verdict"] = verdict_name(verdict);
  if (verdict == TripVerdict::kNone || verdict == TripVerdict::kGood) return;
  const bool critical = verdict == TripVerdict::kCritical;
  row.notes.push_back(
      {fmt::format("{}: P99 is {}, and {} is {} {}", verdict_name(verdict),
                   format_duration(summary_of(row.histogram).p99_ns), system.title,
                   critical ? "not to be used over" : "at its best under",
                   format_duration(critical ? system.limits.critical_ns : system.limits.warn_ns)),
       true});
}

std::string limits_words(const SystemLimits& system) {
  if (system.limits.warn_ns == 0) return {};
  return fmt::format(" (warning at {}, critical at {}: {})", format_duration(system.limits.warn_ns),
                     format_duration(system.limits.critical_ns), system.title);
}

}  // namespace

Result<LatencySection> round_trip_section(const Context& context, const Link& link) {
  LatencySection section;
  section.key = "round_trips";
  HG_TRY(const SystemLimits system, limits_of(context, link));
  section.title = "round trips, from here to the peer that answers and back" + limits_words(system);
  section.more["warn"] = nullptr;
  section.more["critical"] = nullptr;
  if (system.limits.warn_ns != 0) section.more["warn"] = to_seconds(system.limits.warn_ns);
  if (system.limits.critical_ns != 0)
    section.more["critical"] = to_seconds(system.limits.critical_ns);
  const std::vector<std::string> ports = link.ports();
  for (std::size_t asker = 0; asker < ports.size(); ++asker)
    for (std::size_t answerer = 0; answerer < ports.size(); ++answerer)
      for (std::size_t i = 0; i < HG_TRIP_KINDS; ++i) {
        const auto kind = static_cast<hg_trip_kind>(i);
        LatencyRow row;
        HG_TRY(row.histogram, read_round_trips(link, asker, answerer, kind));
        if (count_of(row.histogram) == 0) continue;
        row.what = fmt::format("{} asks {}  {}", ports[asker], ports[answerer], kWords.at(i));
        row.identity = {
            {"asker", ports[asker]}, {"answerer", ports[answerer]}, {"kind", trip_name(kind)}};
        judge_row(system, row);
        section.rows.push_back(std::move(row));
      }
  if (section.rows.empty())
    section.remarks.emplace_back(
        "none yet: no flow of the policy was seen to ask and be answered (ARP, neighbour "
        "discovery, echo, TCP, IKEv2)");
  return section;
}

}  // namespace haguard
