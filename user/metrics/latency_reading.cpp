// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/latency_reading.h"

#include <map>
#include <utility>

#include "latency/histogram.h"
#include "link/heartbeats.h"
#include "link/missed_hellos.h"
#include "link/round_trips.h"

namespace haguard {

Status read_gaps(const Link& link, const PolicyLabels& labels, LinkReading& reading) {
  reading.heartbeats.clear();
  reading.untimed = 0;
  HG_TRY(const SlotOwners owners, read_slot_owners(link));
  std::vector<std::pair<const FlowLabels*, hg_heartbeat>> timed;
  for (const FlowLabels& flow : labels.flows) {
    if (!flow.heartbeat) continue;
    HG_TRY(const auto heartbeat, read_heartbeat(link, owners, flow.id));
    if (heartbeat)
      timed.emplace_back(&flow, *heartbeat);
    else
      ++reading.untimed;
  }
  HG_TRY(const GapWatch watch, read_gap_watch(link));
  std::map<std::uint32_t, GapFacts> facts;
  for (const auto& [flow, heartbeat] : timed)
    facts[flow->id] = watch.facts(heartbeat);
  const MissedHellos missed = count_missed_hellos(link, facts);
  for (const auto& [flow, heartbeat] : timed)
    reading.heartbeats.push_back({*flow, heartbeat.gaps, facts.at(flow->id), missed.at(flow->id)});
  return Done{};
}

Status read_trips(const Link& link, LinkReading& reading) {
  const std::size_t sides = link.ports().size();
  for (std::size_t asker = 0; asker < sides; ++asker)
    for (std::size_t answerer = 0; answerer < sides; ++answerer)
      for (unsigned kind = 0; kind < HG_TRIP_KINDS; ++kind) {
        TripReading one{asker, answerer, static_cast<hg_trip_kind>(kind), {}};
        HG_TRY(one.trips, read_round_trips(link, asker, answerer, one.kind));
        if (count_of(one.trips) != 0) reading.round_trips.push_back(one);
      }
  return Done{};
}

}  // namespace haguard
