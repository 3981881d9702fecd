// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A thread that stays on one CPU and runs before everything else there, as long as this lives. A
// burst of frames has to: what the kernel does for it later, in a thread of its own, would not be
// in its time.
#pragma once

#include <sched.h>

#include <cstdint>

namespace haguard {

class Urgent {
 public:
  // Of two on one CPU the one with the higher priority runs.
  explicit Urgent(unsigned cpu, int priority = 10);
  Urgent(const Urgent&) = delete;
  Urgent& operator=(const Urgent&) = delete;
  ~Urgent();

 private:
  cpu_set_t before_;
};

// CLOCK_MONOTONIC.
void sleep_until_ns(std::uint64_t time_ns);

}  // namespace haguard
