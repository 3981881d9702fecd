// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What makes load, and the units, run before everything else, so that a frame that is late was made
// late by the link, and not by a busy machine.
#pragma once

#include <sched.h>
#include <sys/resource.h>

namespace haguard {

// `task`: a thread or a process, 0 the caller. As far as the machine allows.
inline void make_urgent(pid_t task) {
  const sched_param priority{.sched_priority = 10};
  if (::sched_setscheduler(task, SCHED_FIFO, &priority) == 0) return;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(task), -20);
}

}  // namespace haguard
