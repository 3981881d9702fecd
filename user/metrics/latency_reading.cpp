// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/latency_reading.h"

#include <map>

#include "latency/histogram.h"
#include "link/missed_hellos.h"
#include "link/round_trips.h"

namespace haguard {

std::vector<GapReading> with_missed(const Link& link, const std::vector<TimedFlow>& heartbeats) {
  std::map<std::uint32_t, GapFacts> facts;
  for (const TimedFlow& one : heartbeats)
    facts[one.flow.id] = one.facts;
  const MissedHellos missed = count_missed_hellos(link, facts);
  std::vector<GapReading> readings;
  for (const TimedFlow& one : heartbeats)
    readings.push_back({one.flow, one.gaps, one.facts, missed.at(one.flow.id)});
  return readings;
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
