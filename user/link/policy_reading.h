// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The policy in force with what its flows counted, for who looks again and again: the names are
// read once for each policy, the counters each time, in few calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "haguard/abi.h"
#include "haguard/histogram.h"
#include "latency/gaps.h"
#include "latency/trip_limits.h"
#include "link/link.h"

namespace haguard {

// What a flow is called.
struct FlowLabels {
  std::uint32_t id = 0;
  std::string name;
  std::string from;
  std::string to;
  bool heartbeat = false;
  bool operator==(const FlowLabels&) const = default;
};

struct PeerLabels {
  std::string name;
  std::string port;
};

// The names of the policy in force. Reading them takes far longer than reading counters, so they
// are kept until another table is in force.
struct PolicyLabels {
  std::uint32_t table = 0;  // the kernel's id of the table; 0: not read yet
  std::vector<FlowLabels> flows;
  std::vector<PeerLabels> peers;
  std::uint32_t id_limit = 0;  // every id is below it
  // What the knowledge base says of the policy's system, or the link's; 0: nothing.
  std::uint64_t default_hold_ns = 0;
  TripLimits trip_limits;
};

// A heartbeat flow that the kernel times.
struct TimedFlow {
  FlowLabels flow;
  hg_histogram gaps{};
  GapFacts facts;
};

struct PolicyReading {
  std::shared_ptr<const PolicyLabels> labels;
  std::uint32_t generation = 0;
  std::vector<hg_flow_stats> flows;  // by id, below labels->id_limit
  std::vector<TimedFlow> heartbeats;
  std::size_t untimed = 0;  // heartbeat flows that found no slot
};

// Names and counters are of one policy: an id may belong to another flow in the next one. `labels`:
// those of the last reading of this link, replaced where another policy is in force.
Result<PolicyReading> read_policy(const Link& link, std::shared_ptr<const PolicyLabels>& labels);

// Configured, or else the system's default; 0: nobody says.
std::uint64_t hold_ns_of(const Link& link, const PolicyLabels& labels);

}  // namespace haguard
