// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the reading commands show of a link's policy: each flow with its counters and what it is
// called, each peer with when it was last heard.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/context.h"
#include "haguard/abi.h"
#include "policy/model.h"
#include "systems/system.h"

namespace haguard {

struct FlowRow {
  Flow flow;
  std::uint32_t id = 0;
  hg_flow_stats stats{};
  std::string label;  // from the knowledge base; may be empty
};

struct PeerRow {
  Peer peer;
  std::uint64_t frames = 0;   // of all its flows
  std::uint64_t last_ns = 0;  // CLOCK_MONOTONIC; 0: never
};

struct PolicyRows {
  std::optional<Policy> policy;  // none: the link has no policy yet
  std::vector<FlowRow> flows;
  std::vector<PeerRow> peers;
};

// The policy in force with its counters.
Result<PolicyRows> read_policy_rows(const Context& context, const Link& link);

// The knowledge base; a broken file of the site's own is a warning, not an end.
std::vector<System> knowledge_base(const Context& context);

// "2.1 s ago", or "never".
std::string format_ago(std::uint64_t last_ns, std::uint64_t now_ns);

}  // namespace haguard
