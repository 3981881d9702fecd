// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the gate judges by, read before anybody judges it. Values only: a judgement needs no root
// and no kernel.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "learn/observation.h"
#include "link/ports.h"
#include "net/interfaces.h"
#include "net/session.h"
#include "policy/model.h"
#include "policy/table.h"
#include "systems/system.h"

namespace haguard {

// How the operator and the rest of the world reach this machine, beside the ports of a link.
struct ReachFacts {
  std::vector<std::string> ports;  // the index is the side
  std::vector<Interface> interfaces;
  std::set<unsigned> default_routes;
  std::optional<Session> session;
};

// What the flows of a policy carried so far.
struct CountedPolicy {
  Policy policy;
  std::vector<hg_flow_stats> counted;  // [i]: of flows[i]
};

struct GateFacts : ReachFacts {
  std::string link;
  std::string system;           // that the link was attached for; empty: not said
  std::vector<System> systems;  // the knowledge base

  // The policy that is to be enforced, and its table as the data path has it, or will. Without a
  // flow nothing can be enforced.
  bool has_flows = false;
  std::optional<Policy> policy;
  Table table;
  std::optional<Error> policy_error;  // there is one, but it cannot be read

  // The policy in force, where it is another one that is to take its place.
  std::optional<CountedPolicy> replaced;

  // What would have been dropped stands among these; so do the frames of the last learning.
  std::vector<Observation> recorded;
  bool is_record_full = false;          // others may be missing
  std::uint64_t now_ns = 0;             // CLOCK_MONOTONIC, as the times of the observations
  std::uint64_t in_force_since_ns = 0;  // the table

  bool candidate_is_newer = false;  // and says something else than the policy

  // Where the link's programs are; empty: not asked.
  std::vector<PortState> port_states;

  // What could not be read, and so is not judged.
  std::vector<Error> unread;
};

}  // namespace haguard
