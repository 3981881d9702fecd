// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// accept: the candidate becomes the policy.
#include <fmt/format.h>

#include "cli/change_policy.h"
#include "cli/commands.h"
#include "link/apply.h"
#include "link/lock.h"
#include "policy/describe.h"
#include "policy/diff.h"

namespace haguard {
namespace {

// A candidate takes the place of the whole policy, and of what somebody wrote into it by hand.
void print_difference(const Link& link, const Policy& before, const Policy& after,
                      std::uint32_t generation) {
  const PolicyDiff diff = diff_policies(before, after);
  fmt::print("against the policy before: {} flows added, {} removed, {} changed\n",
             diff.flows_added.size(), diff.flows_removed.size(), diff.flows_changed.size());
  if (!diff.empty())
    fmt::print("what: haguard policy diff {} {} {}\n", link.name, generation - 1, generation);
}

}  // namespace

Status run_accept(const Context& context, const AcceptArguments& arguments) {
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  const Store store(context.place, link.name);
  HG_TRY(const Policy candidate, store.candidate());
  const Result<Policy> before = policy_in_force(link);
  const PolicyChange change{candidate,
                            {"accept", arguments.comment},
                            "accept " + link.name,
                            arguments.confirm,
                            arguments.force};
  HG_TRY(const std::uint32_t generation, change_policy(context, link, change));
  HG_CHECK(store.drop_candidate());
  HG_TRY(const ModeState mode, read_mode(link.maps.control));
  fmt::print("{}: policy generation {} in force: {}; mode {}\n", link.name, generation,
             describe_size(candidate), mode_name(mode.mode));
  if (before.ok()) print_difference(link, *before, candidate, generation);
  print_trial(link, arguments.confirm);
  if (mode.mode == HG_MODE_BYPASS || mode.mode == HG_MODE_LEARN)
    fmt::print("next: haguard audit {}\n", link.name);
  return Done{};
}

}  // namespace haguard
