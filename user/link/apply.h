// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy into force, and a mode: in the kernel and on disk. What must stay true: the kernel's
// generation says which policy is in force, and that one is in the history before it is there. A
// failure, or a crash, on the way leaves the link with the old policy or with the new one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "link/control.h"
#include "link/link.h"
#include "link/store.h"
#include "policy/model.h"
#include "policy/text.h"

namespace haguard {

// Compiles and swaps only; files other than the flow ids are left alone.
Status install_policy(const Link& link, const Policy& policy, std::uint32_t generation);

// Why a policy must not come into force: it allows no flow (kRefused), or contradicts itself or the
// ports of its link (kUsage, with what is wrong, and where in the file that it was read from).
Status require_sound(const Policy& policy, const std::vector<std::string>& ports,
                     const SourceMap* places = nullptr);

// How a policy comes into force, for the history.
struct PolicyOrigin {
  std::string how;  // "accept", "apply", "rollback to 3"
  std::string comment;
};

// The whole change. Returns the new generation.
Result<std::uint32_t> apply_policy(const Link& link, const Policy& policy,
                                   const PolicyOrigin& origin);

// The policy that the kernel has. kNotFound when the link has none; kFailed where its text is gone.
Result<Policy> policy_in_force(const Link& link);

// Mode in the kernel first (one store), then on disk. `saved` tells whether the disk took it: a
// full disk must not keep an operator from bypass. An enforce that waits for its confirmation is
// saved as audit: that is what it becomes by itself, also through a reboot.
struct ModeChange {
  ModeState before;
  Status saved = Done{};
};
Result<ModeChange> change_mode(const Link& link, const ModeState& mode);
// The same, from the mode that the decision was made in. kFailed, and nothing is changed, where the
// link is in another one: an operator's bypass waits for no lock.
Result<ModeChange> change_mode_from(const Link& link, hg_mode before, const ModeState& mode);

// The event of it, where what the data path does has changed.
void note_mode_change(const Link& link, const ModeState& before, const ModeState& after);

// The mode that the link is in, for the way back after a reboot; `chosen` while it learns.
Status save_mode(const Link& link, hg_mode chosen);

// Enforce for good, or as long as the daemon renews it, as the link is configured.
ModeState lasting_enforce(const Link& link, std::uint64_t now_ns);

}  // namespace haguard
