// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// machine.clock: only the times people read depend on it; the data path and every deadline run on
// the monotonic clock.
#include "doctor/checks.h"

namespace haguard {

Finding judge_clock(const MachineFacts& machine) {
  constexpr const char* kId = "machine.clock";
  if (!machine.clock_synchronised.ok())
    return Finding::unchecked(kId, machine.clock_synchronised.error());
  if (*machine.clock_synchronised) return Finding::ok(kId, "the clock is synchronised");
  return Finding::note(
      kId, "the clock is not synchronised",
      "times in the history cannot be compared with the logs of the pair; deadlines and "
      "counters do not depend on it",
      {"timedatectl set-ntp true"});
}

}  // namespace haguard
