// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/heartbeat.h"

#include <algorithm>
#include <cstddef>

#include "base/ip_protocol.h"
#include "learn/flows.h"

namespace haguard {
namespace {

constexpr std::uint64_t kMillisecond = 1'000'000;
constexpr std::uint64_t kFewestFrames = 5;
constexpr std::uint64_t kShortestPoll = 20 * kMillisecond;
constexpr std::uint64_t kLongestPoll = 60'000 * kMillisecond;
constexpr std::uint64_t kGapsTolerated = 3;  // times the mean
constexpr std::uint32_t kLargestHello = 512;

// ARP, neighbour discovery and membership reports are regular too, but their silence means nothing,
// as that of a TCP connection or a ping.
bool may_be_heartbeat(const Flow& flow) {
  if (flow.kind == FlowKind::kArp) return false;
  return flow.kind != FlowKind::kIp ||
         (flow.protocol != kTcp && !is_icmp(flow.protocol) && flow.protocol != kIgmp);
}

bool is_regular(const FlowEvidence& evidence) {
  return evidence.frames >= kFewestFrames && evidence.mean_gap_ns >= kShortestPoll &&
         evidence.mean_gap_ns <= kLongestPoll && evidence.largest <= kLargestHello &&
         evidence.longest_gap_ns <= kGapsTolerated * evidence.mean_gap_ns;
}

bool is_regular(const Draft& draft, const Flow& flow) {
  const auto index = find_flow(draft, flow);
  return index && is_regular(draft.candidate.evidence[*index]);
}

bool behaves_like_one(const Draft& draft, const Flow& flow, const FlowEvidence& evidence) {
  if (!may_be_heartbeat(flow) || !is_regular(evidence)) return false;
  return is_regular(draft, from_other_unit(draft, flow)) ||
         is_regular(draft, answer_of(draft, flow));
}

}  // namespace

void find_heartbeats(Draft& draft) {
  Candidate& candidate = draft.candidate;
  for (std::size_t i = 0; i < candidate.policy.flows.size(); ++i) {
    Flow& flow = candidate.policy.flows[i];
    const std::vector<const SystemFlow*> entries = entries_in_use(draft, facts_of(flow));
    const bool known = std::any_of(entries.begin(), entries.end(),
                                   [](const SystemFlow* entry) { return entry->heartbeat; });
    flow.heartbeat = known || behaves_like_one(draft, flow, candidate.evidence[i]);
  }
}

}  // namespace haguard
