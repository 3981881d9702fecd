// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/seconds.h"
#include "link/round_trips.h"
#include "metrics/families.h"
#include "metrics/histogram.h"

namespace haguard {
namespace {

using prometheus::MetricType;

constexpr MetricKind kTrips = {
    "haguard_round_trip_seconds",
    "Time from a request that came in on one port to its answer that came in on another",
    MetricType::Histogram};
constexpr MetricKind kLimit = {
    "haguard_round_trip_limit_seconds",
    "What the HA system asks of round trips, by the knowledge base; absent where nobody says",
    MetricType::Gauge};

}  // namespace

void add_trip_families(FamilySet& families, const LinkReading& link) {
  if (!link.up) return;
  for (const TripReading& one : link.round_trips)
    families.histogram(kTrips,
                       metric_labels({{"link", link.name},
                                      {"asker", link.ports.at(one.asker).state.name},
                                      {"answerer", link.ports.at(one.answerer).state.name},
                                      {"kind", trip_name(one.kind)}}),
                       exported_histogram(one.trips, kTripRange));
  const TripLimits& limits = link.policy->trip_limits;
  const auto labels = [&](const char* severity) {
    return metric_labels({{"link", link.name}, {"severity", severity}});
  };
  if (limits.warn_ns != 0) families.gauge(kLimit, labels("warning"), to_seconds(limits.warn_ns));
  if (limits.critical_ns != 0)
    families.gauge(kLimit, labels("critical"), to_seconds(limits.critical_ns));
}

}  // namespace haguard
