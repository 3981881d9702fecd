// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/apply.h"

#include <fmt/format.h>

#include <vector>

#include "policy/check.h"

namespace haguard {
namespace {

// Counters of ids that are given to another flow start at zero.
Status clear_recycled(const Link& link, const std::vector<std::uint32_t>& ids) {
  const std::vector<hg_flow_stats> zero(possible_cpus());
  for (const std::uint32_t id : ids)
    HG_CHECK(link.maps.flow_stats.update(&id, zero.data()));
  return Done{};
}

// A policy with errors never gets near the kernel; all of them are told at once. One without flows
// would end enforcement without saying so.
Status require_sound(const Policy& policy, const std::vector<std::string>& ports) {
  if (policy.flows.empty())
    return refused(fmt::format("put the policy of {} in force: it allows no flow",
                               policy.link.empty() ? "the link" : policy.link),
                   "haguard review says what is missing; to let everything pass: haguard bypass");
  const std::vector<Problem> problems = check_policy(policy, ports);
  if (!has_errors(problems)) return Done{};
  std::string text = fmt::format("put the policy of {} in force: it contradicts itself",
                                 policy.link.empty() ? "the link" : policy.link);
  for (const Problem& problem : problems)
    if (problem.severity == Severity::kError) text += "\n  " + format_problem(problem);
  return usage(text, "the policy in force stays as it was");
}

}  // namespace

Status install_policy(const Link& link, const Policy& policy, std::uint32_t generation) {
  const Store store(link.place, link.name);
  HG_TRY(const FlowIds previous, store.flow_ids());
  HG_TRY(const CompiledPolicy compiled,
         compile_policy(policy, link.compile_options(generation), previous));
  if (compiled.ids != previous) HG_CHECK(store.save_flow_ids(compiled.ids));
  HG_CHECK(clear_recycled(link, compiled.recycled));
  return put_in_force(link, compiled.table);
}

Result<std::uint32_t> apply_policy(const Link& link, const Policy& policy) {
  HG_CHECK(require_sound(policy, link.ports()));
  // The data path takes a table without flows for a link that has no policy, and passes everything.
  if (policy.flows.empty())
    return refused(fmt::format("put the policy of {} in force: it has no flow", link.name),
                   fmt::format("haguard bypass {} lets everything pass", link.name));
  const Store store(link.place, link.name);
  HG_TRY(const hg_head head, read_head(link));
  HG_TRY(SavedState state, store.state());
  state.generation = head.generation + 1;
  HG_CHECK(store.stage_policy(policy));
  if (const Status installed = install_policy(link, policy, state.generation); !installed.ok()) {
    // The first failure is the one to tell.
    const Status dropped = store.drop_staged_policy();
    static_cast<void>(dropped);
    return installed.error();
  }
  HG_CHECK(store.commit_policy());
  HG_CHECK(store.save_state(state));
  return state.generation;
}

Result<ModeChange> change_mode(const Link& link, const ModeState& mode) {
  ModeChange change;
  HG_TRY(change.before, read_mode(link.maps.control));
  HG_CHECK(write_mode(link.maps.control, mode));
  const Store store(link.place, link.name);
  Result<SavedState> state = store.state();
  if (!state.ok()) {
    change.saved = state.error();
    return change;
  }
  state->mode = mode.mode;
  change.saved = store.save_state(*state);
  return change;
}

}  // namespace haguard
