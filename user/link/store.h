// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The files of a link: <state>/<link>/ with
//   state.json       mode, generation and forwarding, for the way back after a reboot
//   history/         every policy that was put in force (history.h); state.json says which one is
//   policy.toml      a copy of that one, for people, and the last good one if it is broken
//   candidate.toml   a policy not yet active; candidate.old.toml: the one before, if nobody
//   accepted it review.json      the evidence for it flow-ids.json    ids given to flows so far
//   summary.json     a few numbers of the policy in force (policy_summary.h)
//   learning.json    what a learning run has to put back (learning_run.h)
//   events.jsonl     what happened (events.h)
// Every file is replaced whole; a reader sees the old one or the new one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "haguard/abi.h"
#include "haguard/forward.h"
#include "link/history.h"
#include "link/place.h"
#include "policy/compile.h"
#include "policy/model.h"

namespace haguard {

struct SavedState {
  hg_mode mode = HG_MODE_BYPASS;
  std::uint32_t generation = 0;  // of the policy; 0: none
  hg_forward forward = HG_FORWARD_KERNEL;
};

struct SavedPolicy {
  Policy policy;
  bool in_place_of_another = false;  // the one asked for is broken: the last good one
};

class Store {
 public:
  Store(const Place& place, const std::string& link)
      : place_(place), folder_(place.state + "/" + link) {}

  std::string path(const char* file) const { return folder_ + "/" + file; }
  History history() const { return History(path("history")); }

  // The policy of a generation; a broken one is reported and the last good one comes in its place.
  // kNotFound when there is none.
  Result<SavedPolicy> policy_of(std::uint32_t generation) const;
  // That of state.json.
  Result<SavedPolicy> policy() const;

  // kNotFound when there is none.
  Result<Policy> policy_copy() const;
  Result<Policy> candidate() const;
  bool has_candidate() const;
  // Where the one before it is kept.
  std::string old_candidate() const;
  Result<std::string> review() const;
  // Empty, or the default, when there is none.
  Result<FlowIds> flow_ids() const;
  Result<SavedState> state() const;

  // The one before it is set aside.
  Status save_candidate(const Policy& policy, const std::string& review_json) const;
  Status save_flow_ids(const FlowIds& ids) const;
  // Reads, changes and saves state.json in one step: who changes one member keeps what others make
  // of the rest at the same time.
  Status update_state(const std::function<void(SavedState&)>& change) const;
  // The copy for people, of the policy that is in force now.
  Status save_policy_copy(const Policy& policy) const;
  // The candidate becomes the old one. kNotFound when there is none.
  Status set_candidate_aside() const;
  // The candidate became the policy.
  Status drop_candidate() const;

 private:
  Result<Policy> read_policy_file(const char* file, const char* hint) const;
  Status save_state(const SavedState& state) const;
  Result<SavedPolicy> last_good(std::uint32_t generation, const Error& broken) const;

  Place place_;
  std::string folder_;
};

}  // namespace haguard
