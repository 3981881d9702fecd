// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A learning run that is on its way:
//   <state>/<link>/learning.json  what has to be put back when it ends
//   <state>/<link>/learning.lock  held by its command
// So a run whose command was killed is brought to its end by whoever comes next, and a link that
// enforced does not stay in learn.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "link/control.h"
#include "link/link.h"
#include "link/lock.h"

namespace haguard {

// What must be put back when learning ends.
struct LearningRun {
  ModeState before;
  std::uint64_t started_ns = 0;
  std::uint64_t full_before = 0;
  std::uint64_t malformed_before = 0;
};

// Held while learning. kFailed, with its holder, while somebody else learns on this link.
Result<Lock> lock_learning(const Link& link, const std::string& command);
// The same: nothing while somebody else learns.
Result<std::optional<Lock>> try_lock_learning(const Link& link, const std::string& command);

// The mode alone is kept: that the policy was set aside, the pin of its table says.
Status save_run(const Link& link, const LearningRun& run);
// Nothing where no run was saved. One whose file is broken ends in audit.
Result<std::optional<LearningRun>> saved_run(const Link& link);
// One was saved, and its command is gone.
bool has_abandoned_run(const Link& link);
// Absent is fine.
Status forget_run(const Place& place, const std::string& link);

}  // namespace haguard
