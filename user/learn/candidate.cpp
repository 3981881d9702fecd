// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/candidate.h"

#include <fmt/format.h>

#include "learn/coverage.h"
#include "learn/draft.h"
#include "learn/flows.h"
#include "learn/heartbeat.h"
#include "learn/peers.h"
#include "learn/seeds.h"
#include "learn/shared.h"
#include "learn/traffic.h"
#include "learn/unproven.h"

namespace haguard {
namespace {

void note_malformed(Draft& draft) {
  if (draft.evidence.malformed == 0) return;
  Doubt doubt;
  doubt.kind = DoubtKind::kMalformed;
  doubt.subject = "unparseable frames";
  doubt.reason = "a header that lies or is cut off";
  doubt.hint = "haguard counters names the header; such frames are always dropped in enforce";
  doubt.frames = draft.evidence.malformed;
  doubt.first_ns = draft.evidence.started_ns;
  doubt.last_ns = draft.evidence.ended_ns;
  draft.doubts.add(std::move(doubt));
}

}  // namespace

const char* doubt_name(DoubtKind kind) {
  switch (kind) {
    case DoubtKind::kStranger:
      return "stranger";
    case DoubtKind::kSeenOnce:
      return "seen_once";
    case DoubtKind::kOneWay:
      return "one_way";
    case DoubtKind::kMacChanged:
      return "mac_changed";
    case DoubtKind::kLie:
      return "lie";
    case DoubtKind::kBothSides:
      return "both_sides";
    case DoubtKind::kUnknownReceiver:
      return "unknown_receiver";
    case DoubtKind::kOnlyFragments:
      return "only_fragments";
    case DoubtKind::kMalformed:
      return "malformed";
    case DoubtKind::kPorts:
      return "ports";
  }
  return "";
}

const char* verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kReady:
      return "ready";
    case Verdict::kThin:
      return "thin";
    case Verdict::kNotReady:
      return "not_ready";
  }
  return "";
}

Result<Candidate> make_candidate(const Evidence& evidence, const std::vector<System>& systems) {
  Draft draft(evidence, systems);
  draft.candidate.policy.link = evidence.link;
  HG_CHECK(choose_peers(draft));       // everything else depends on who the two units are
  HG_CHECK(recognise_systems(draft));  // what the pair speaks tells what its addresses mean
  assign_addresses(draft);             // own addresses bind, shared ones move
  sort_traffic(draft);                 // only the pair's frames go on
  merge_flows(draft);                  // exact keys to what a person would write
  remove_unproven(draft);              // before seeding, so that only what was seen counts
  seed_companions(draft);              // what comes with a flow that was seen
  seed_directions(draft);              // a failover flips who sends
  seed_neighbours(draft);              // without ARP everything stops after minutes
  seed_rare_events(draft);             // what a quiet window never shows
  find_heartbeats(draft);              // so that their silence is noticed
  name_flows(draft);
  judge_coverage(draft);
  note_malformed(draft);
  draft.candidate.doubts = draft.doubts.take(draft.candidate.doubts_omitted);
  order_flows(draft.candidate);
  return std::move(draft.candidate);
}

}  // namespace haguard
