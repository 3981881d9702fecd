// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/lease.h"

#include <fmt/format.h>

#include "base/units.h"

namespace haguard {
namespace {

constexpr std::uint64_t kRenewBelowNs = kLeaseNs / 3 * 2;

}  // namespace

std::optional<LeaseStep> lease_step(const ModeState& state, bool wanted, std::uint64_t now_ns) {
  if (state.mode != HG_MODE_ENFORCE) return {};
  const ModeState lease{HG_MODE_ENFORCE, now_ns + kLeaseNs, true};
  const ModeState lasting{HG_MODE_ENFORCE, 0, false};
  if (!state.leased && state.deadline_ns != 0) return {};
  if (!state.leased)
    return wanted ? std::optional<LeaseStep>({lease, "enforce ends when the daemon does, now"})
                  : std::nullopt;
  if (!wanted) return LeaseStep{lasting, "enforce outlasts the daemon, now"};
  if (state.deadline_ns <= now_ns)
    return LeaseStep{lease, fmt::format("enforce again: the lease had run out {} ago",
                                        format_duration(now_ns - state.deadline_ns))};
  if (state.deadline_ns - now_ns <= kRenewBelowNs) return LeaseStep{lease, ""};
  return {};
}

std::uint64_t lease_pause_ns(const ModeState& state, std::uint64_t now_ns) {
  if (state.mode != HG_MODE_ENFORCE || !state.leased) return 0;
  const std::uint64_t due = state.deadline_ns - kRenewBelowNs;
  return due > now_ns ? due - now_ns : 1;
}

bool is_unconfirmed(const ModeState& state, std::uint64_t now_ns) {
  return has_confirm_deadline(state) && effective_mode(state, now_ns) == HG_MODE_AUDIT;
}

std::uint64_t confirm_pause_ns(const ModeState& state, std::uint64_t now_ns) {
  const bool awaits = has_confirm_deadline(state) && state.deadline_ns > now_ns;
  return awaits ? state.deadline_ns - now_ns : 0;
}

}  // namespace haguard
