// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The files of a link: <state>/<link>/ with
//   policy.toml      the policy in force         candidate.toml   a policy not yet active
//   review.json      the evidence for it         flow-ids.json    ids given to flows so far
//   state.json       mode and generation, for the way back after a reboot
// Every file is replaced whole; a reader sees the old one or the new one.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "haguard/abi.h"
#include "link/place.h"
#include "policy/compile.h"
#include "policy/model.h"

namespace haguard {

struct SavedState {
  hg_mode mode = HG_MODE_BYPASS;
  std::uint32_t generation = 0;  // of policy.toml
};

class Store {
 public:
  Store(const Place& place, const std::string& link) : folder_(place.state + "/" + link) {}

  std::string path(const char* file) const { return folder_ + "/" + file; }

  // kNotFound when there is none.
  Result<Policy> policy() const;
  Result<Policy> candidate() const;
  Result<std::string> review() const;
  // Empty, or the default, when there is none.
  Result<FlowIds> flow_ids() const;
  Result<SavedState> state() const;

  Status save_candidate(const Policy& policy, const std::string& review_json) const;
  Status save_flow_ids(const FlowIds& ids) const;
  Status save_state(const SavedState& state) const;

  // A policy on its way into force: written beside the active file (so that a full disk is found
  // before anything changes), then made the active one.
  Status stage_policy(const Policy& policy) const;
  Status commit_policy() const;
  Status drop_staged_policy() const;
  // The candidate became the policy.
  Status drop_candidate() const;

 private:
  Result<Policy> read_policy_file(const char* file, const char* hint) const;
  std::string folder_;
};

}  // namespace haguard
