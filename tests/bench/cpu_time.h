// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// CPU time: what else the machine does is not in it.
#pragma once

namespace haguard {

// Of the calling thread, nanoseconds.
double thread_cpu_ns();

// Of the calling thread and of the commands that this process has waited for, nanoseconds.
double command_cpu_ns();

}  // namespace haguard
