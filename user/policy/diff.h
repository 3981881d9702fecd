// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What changes when one policy takes the place of another: peers by name, flows by identity
// (model.h), so that a renamed flow is a changed one and not another.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "policy/model.h"

namespace haguard {

struct FieldChange {
  std::string field;  // as in the policy file
  std::string before;
  std::string after;
};

struct PeerChange {
  std::string name;
  std::vector<FieldChange> fields;
};

struct FlowChange {
  Flow flow;  // as it becomes
  std::vector<FieldChange> fields;
};

struct PolicyDiff {
  std::vector<FieldChange> policy;  // link, system
  std::vector<Peer> peers_added;
  std::vector<Peer> peers_removed;
  std::vector<PeerChange> peers_changed;
  std::vector<Flow> flows_added;
  std::vector<Flow> flows_removed;
  std::vector<FlowChange> flows_changed;

  bool empty() const;
};

// Each list in the order of the policy it is from.
PolicyDiff diff_policies(const Policy& active, const Policy& candidate);

// One line each: "+" added, "-" removed, "~" changed; "no difference" where there is none.
std::string format_diff(const PolicyDiff& diff);

// {"schema": 1, "same": bool, "policy": [...], "peers": {"added", "removed", "changed"}, "flows":
// the same}; dump it with error_handler_t::replace.
nlohmann::json diff_to_json(const PolicyDiff& diff);

}  // namespace haguard
