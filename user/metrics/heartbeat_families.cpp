// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/seconds.h"
#include "metrics/families.h"
#include "metrics/histogram.h"

namespace haguard {
namespace {

using prometheus::MetricType;

constexpr MetricKind kGaps = {
    "haguard_heartbeat_gap_seconds",
    "Time from one frame of a heartbeat flow to the next, as they came in here",
    MetricType::Histogram};
constexpr MetricKind kLongest = {
    "haguard_heartbeat_longest_gap_seconds",
    "The longest gap since the link was attached, a silence that goes on included",
    MetricType::Gauge};
constexpr MetricKind kSilence = {
    "haguard_heartbeat_silence_seconds",
    "Time since the newest frame of a heartbeat flow; 0 while nothing is waited for",
    MetricType::Gauge};
constexpr MetricKind kInterval = {
    "haguard_heartbeat_interval_seconds",
    "The interval that the gaps of a heartbeat flow show; absent while they are too few",
    MetricType::Gauge};
constexpr MetricKind kJitter = {"haguard_heartbeat_jitter_seconds",
                                "How much a gap differs from the one before, smoothed",
                                MetricType::Gauge};
constexpr MetricKind kMissed = {"haguard_heartbeat_missed_total",
                                "Hellos of a heartbeat flow that did not come, by gaps that ended",
                                MetricType::Counter};
constexpr MetricKind kUntimed = {
    "haguard_heartbeat_flows_untimed",
    "Heartbeat flows of the policy that the link has no room to time the gaps of",
    MetricType::Gauge};

}  // namespace

void add_heartbeat_families(FamilySet& families, const LinkReading& link) {
  if (!link.up) return;
  for (const GapReading& one : link.heartbeats) {
    const MetricLabels labels = flow_labels(link, one.flow);
    families.histogram(kGaps, labels, exported_histogram(one.gaps, kGapRange));
    families.gauge(kLongest, labels, to_seconds(one.facts.longest_ns));
    families.gauge(kSilence, labels, to_seconds(one.facts.silent_ns));
    if (one.facts.interval_ns != 0)
      families.gauge(kInterval, labels, to_seconds(one.facts.interval_ns));
    families.gauge(kJitter, labels, to_seconds(one.facts.jitter_ns));
    families.counter(kMissed, labels, static_cast<double>(one.missed));
  }
  families.gauge(kUntimed, metric_labels({{"link", link.name}}), static_cast<double>(link.untimed));
}

}  // namespace haguard
