// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <algorithm>
#include <string>
#include <unordered_map>

#include "base/seconds.h"
#include "metrics/families.h"

namespace haguard {
namespace {

using prometheus::MetricType;

constexpr MetricKind kFlowFrames = {"haguard_flow_frames_total", "Frames that matched the flow",
                                    MetricType::Counter};
constexpr MetricKind kFlowBytes = {"haguard_flow_bytes_total",
                                   "Bytes of frames that matched the flow", MetricType::Counter};
constexpr MetricKind kHeard = {
    "haguard_peer_last_frame_timestamp_seconds",
    "When the newest frame of a flow from the peer came, since the epoch; 0 for never",
    MetricType::Gauge};

// Of the kernel's clock, which the frame was stamped with, to wall time.
double wall_seconds_of(const LinkReading& link, std::uint64_t last_ns) {
  if (last_ns == 0) return 0;
  const std::uint64_t ago = link.monotonic_ns - std::min(link.monotonic_ns, last_ns);
  return static_cast<double>(link.wall_ms) / 1e3 - to_seconds(ago);
}

}  // namespace

MetricLabels flow_labels(const LinkReading& link, const FlowLabels& flow) {
  return metric_labels({{"link", link.name},
                        {"id", std::to_string(flow.id)},
                        {"flow", flow.name},
                        {"from", flow.from},
                        {"to", flow.to}});
}

void add_flow_families(FamilySet& families, const LinkReading& link) {
  if (!link.up) return;
  std::unordered_map<std::string_view, std::uint64_t> heard;
  for (const FlowLabels& flow : link.policy->flows) {
    const hg_flow_stats& stats = link.flows.at(flow.id);
    std::uint64_t& last = heard[flow.from];
    last = std::max<std::uint64_t>(last, stats.last_ns);
    MetricLabels labels = flow_labels(link, flow);
    families.counter(kFlowFrames, labels, static_cast<double>(stats.frames));
    families.counter(kFlowBytes, std::move(labels), static_cast<double>(stats.bytes));
  }
  for (const PeerLabels& peer : link.policy->peers)
    families.gauge(kHeard,
                   metric_labels({{"link", link.name}, {"peer", peer.name}, {"port", peer.port}}),
                   wall_seconds_of(link, heard[peer.name]));
}

}  // namespace haguard
