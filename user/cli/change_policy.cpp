// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/change_policy.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/units.h"
#include "cli/deadline.h"
#include "cli/pass_gate.h"
#include "link/control.h"

namespace haguard {
namespace {

std::string typed(const PolicyChange& change) {
  return change.confirm.empty() ? change.command : change.command + " --confirm " + change.confirm;
}

Error nothing_to_confirm(const Link& link, const PolicyChange& change, hg_mode mode) {
  return failed(fmt::format("{}: {} is in {}, where the policy drops nothing", typed(change),
                            link.name, mode_name(mode)),
                fmt::format("leave --confirm out; haguard enforce {} --confirm {} comes after it",
                            link.name, change.confirm));
}

// As it was: for good, as long as the daemon renews it, or until the deadline that it had.
void end_trial(const Link& link, const ModeState& before) {
  const ModeState mode = before.leased ? lasting_enforce(link, monotonic_ns()) : before;
  const Result<ModeChange> done = change_mode_from(link, HG_MODE_ENFORCE, mode);
  if (done.ok())
    warn_unsaved(*done);
  else
    warn(done.error().message, done.error().hint);
}

// The deadline stands before the policy comes: it never enforces without one.
Result<std::uint32_t> apply_on_trial(const Context& context, const Link& link,
                                     const PolicyChange& change, std::uint64_t window_ns) {
  HG_TRY(const ModeState before, read_mode(link.maps.control));
  const std::uint64_t now = monotonic_ns();
  if (const hg_mode mode = effective_mode(before, now); mode != HG_MODE_ENFORCE)
    return nothing_to_confirm(link, change, mode);
  const ModeState trial{HG_MODE_ENFORCE, now + window_ns, false};
  warn_without_daemon(context, trial);
  HG_TRY(const ModeChange begun, change_mode_from(link, HG_MODE_ENFORCE, trial));
  warn_unsaved(begun);
  Result<std::uint32_t> generation = apply_policy(link, change.policy, change.origin);
  if (!generation.ok()) end_trial(link, before);
  return generation;
}

}  // namespace

Result<std::uint32_t> change_policy(const Context& context, const Link& link,
                                    const PolicyChange& change) {
  HG_TRY(const std::uint64_t window_ns, parse_window(change.confirm));
  HG_CHECK(require_sound(change.policy, link.ports(), change.places));
  HG_CHECK(pass_policy_gate(context, link, change.policy, typed(change), change.force));
  if (window_ns == 0) return apply_policy(link, change.policy, change.origin);
  return apply_on_trial(context, link, change, window_ns);
}

void print_trial(const Link& link, const std::string& confirm) {
  if (!confirm.empty())
    fmt::print("back to audit in {} unless confirmed: haguard confirm {}\n", confirm, link.name);
}

}  // namespace haguard
