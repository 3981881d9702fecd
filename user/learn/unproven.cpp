// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/unproven.h"

#include <fmt/format.h>

#include <cstddef>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "learn/flows.h"

namespace haguard {
namespace {

// What the link itself needs: ARP, neighbour discovery, group membership.
bool is_plumbing(const Flow& flow) {
  if (flow.kind == FlowKind::kArp) return true;
  if (flow.kind != FlowKind::kIp) return false;
  if (flow.protocol == kIgmp) return true;
  if (flow.protocol != kIcmpv6 || !flow.icmp_type) return false;
  return is_neighbour_discovery(*flow.icmp_type) || is_listener_discovery(*flow.icmp_type);
}

bool is_echo_request(const Flow& flow) {
  return (flow.protocol == kIcmp && flow.icmp_type == kEchoRequest) ||
         (flow.protocol == kIcmpv6 && flow.icmp_type == kEchoRequestV6);
}

bool was_seen(const Draft& draft, const Flow& flow) {
  return find_flow(draft, flow).has_value();
}

// A request that went to one unit and that the unit must answer.
bool lacks_answer(const Draft& draft, const Flow& flow) {
  if (flow.kind != FlowKind::kIp || flow.to.empty()) return false;
  if (flow.protocol == kTcp) return !was_seen(draft, answer_of(draft, flow));
  if (!is_echo_request(flow)) return false;
  Flow answer = from_other_unit(draft, flow);
  answer.icmp_type = flow.icmp_type == kEchoRequest ? kEchoReply : kEchoReplyV6;
  return !was_seen(draft, answer);
}

bool is_seen_once(const Draft& draft, const Flow& flow, const FlowEvidence& evidence) {
  if (evidence.frames > 1) return false;
  const auto answer = find_flow(draft, answer_of(draft, flow));
  return !answer || draft.candidate.evidence[*answer].frames <= 1;
}

Doubt doubt_of(const Draft& draft, DoubtKind kind, const Flow& flow, const FlowEvidence& evidence) {
  Doubt doubt;
  doubt.kind = kind;
  doubt.subject = flow.from;
  const std::string label = label_text(labels_of(facts_of(flow), draft.systems));
  doubt.traffic = flow_identity(flow) + (label.empty() ? "" : fmt::format(" ({})", label));
  doubt.frames = evidence.frames;
  doubt.first_ns = evidence.first_ns;
  doubt.last_ns = evidence.last_ns;
  return doubt;
}

std::optional<Doubt> objection_to(const Draft& draft, const Flow& flow,
                                  const FlowEvidence& evidence) {
  if (is_plumbing(flow) || !entries_in_use(draft, facts_of(flow)).empty()) return std::nullopt;
  if (lacks_answer(draft, flow)) {
    Doubt doubt = doubt_of(draft, DoubtKind::kOneWay, flow, evidence);
    doubt.reason = "only one direction was seen, where two are expected";
    doubt.hint = "if it works across this link, learn longer; else nothing is lost";
    return doubt;
  }
  if (is_seen_once(draft, flow, evidence)) {
    Doubt doubt = doubt_of(draft, DoubtKind::kSeenOnce, flow, evidence);
    doubt.reason = "one frame, and nothing known explains it";
    doubt.hint = "learn until it is seen again, or write the flow into the policy";
    return doubt;
  }
  return std::nullopt;
}

}  // namespace

void remove_unproven(Draft& draft) {
  const Candidate& candidate = draft.candidate;
  std::vector<bool> keep(candidate.policy.flows.size(), true);
  for (std::size_t i = 0; i < keep.size(); ++i) {
    auto doubt = objection_to(draft, candidate.policy.flows[i], candidate.evidence[i]);
    if (!doubt) continue;
    draft.doubts.add(std::move(*doubt));
    keep[i] = false;
  }
  keep_flows(draft, keep);
}

}  // namespace haguard
