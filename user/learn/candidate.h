// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// From what was observed to a candidate policy, with everything a reviewer needs to judge it. Two
// rules stand over it: the candidate holds what the pair was seen to need and what is known that it
// will need, so that accepting it drops no legitimate frame of the pair; and it never holds a
// stranger. What is left out is listed with the reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "learn/observation.h"
#include "systems/recognise.h"

namespace haguard {

// What was observed of one flow of the candidate; all zero for a seeded flow.
struct FlowEvidence {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t first_ns = 0;  // on the clock of the evidence
  std::uint64_t last_ns = 0;
  std::uint64_t longest_gap_ns = 0;
  std::uint64_t mean_gap_ns = 0;  // 0 for fewer than two frames
  std::uint32_t smallest = 0;     // bytes on the wire
  std::uint32_t largest = 0;
  std::uint8_t ttl_lowest = 0;
  std::uint8_t ttl_highest = 0;
  std::uint64_t dscp_seen = 0;  // bit per code point
  bool dont_fragment = false;
  std::uint32_t keys = 0;     // exact observations merged into it
  std::vector<Label> labels;  // what the knowledge base calls it
  std::string why;            // of a seeded flow: why it is there although it was not seen
  bool operator==(const FlowEvidence&) const = default;
};

enum class DoubtKind : std::uint8_t {
  kStranger,         // a host that is no peer
  kSeenOnce,         // one frame, and nothing known explains it
  kOneWay,           // one direction, where two are expected
  kMacChanged,       // two MACs use a peer's address
  kLie,              // ARP or ND claimed another MAC than the frame's
  kBothSides,        // one address on both sides
  kUnknownReceiver,  // a peer sends to an address that is no peer's
  kOnlyFragments,    // later fragments without a first one
  kMalformed,        // could not be parsed
  kPorts,            // which port is the service could not be told: taken exactly
};
const char* doubt_name(DoubtKind kind);

struct Doubt {
  DoubtKind kind = DoubtKind::kStranger;
  std::string subject;  // who: "192.0.2.66 (02:00:00:00:00:66) on eth1"
  std::string traffic;  // what: "Cisco ASA failover > 192.0.2.2"
  std::string reason;   // why it is doubtful
  std::string hint;     // what to do if it belongs to the pair
  bool left_out = true;
  std::uint64_t frames = 0;
  std::uint64_t first_ns = 0;
  std::uint64_t last_ns = 0;
  bool operator==(const Doubt&) const = default;
};

enum class Verdict : std::uint8_t { kReady, kThin, kNotReady };
const char* verdict_name(Verdict verdict);

struct CoverageFinding {
  Verdict verdict = Verdict::kReady;  // what this finding alone allows
  std::string text;
  std::string hint;
  bool operator==(const CoverageFinding&) const = default;
};

// Whether the window showed enough.
struct Coverage {
  Verdict verdict = Verdict::kNotReady;  // the worst of the findings
  std::vector<CoverageFinding> findings;
  std::vector<std::string> not_seen;  // what this system also uses
  bool arp_seen = false;
  bool nd_seen = false;
  bool both_directions = false;
  std::uint64_t started_ns = 0;
  std::uint64_t ended_ns = 0;
  std::uint64_t quiet_ns = 0;  // since the last new flow of the candidate
  std::uint64_t not_recorded = 0;
  std::uint64_t malformed = 0;
  bool operator==(const Coverage&) const = default;
};

// At most so many doubts are kept; the others are counted.
inline constexpr std::size_t kMaxDoubts = 200;

struct Candidate {
  Policy policy;
  std::vector<FlowEvidence> evidence;  // of policy.flows[i]
  std::vector<Doubt> doubts;
  std::size_t doubts_omitted = 0;
  Coverage coverage;
  std::vector<Recognised> systems;
};

// kNotFound: evidence.system is no entry of `systems`. kUsage: a named peer contradicts the ports.
// Evidence from which no pair can be told gives a candidate without flows and says why.
Result<Candidate> make_candidate(const Evidence& evidence, const std::vector<System>& systems);

}  // namespace haguard
