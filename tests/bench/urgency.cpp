// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/urgency.h"

#include <ctime>

#include "base/seconds.h"

namespace haguard {

Urgent::Urgent(unsigned cpu, int priority) : before_{} {
  ::sched_getaffinity(0, sizeof before_, &before_);
  cpu_set_t only;
  CPU_ZERO(&only);
  CPU_SET(cpu % static_cast<unsigned>(CPU_COUNT(&before_)), &only);
  ::sched_setaffinity(0, sizeof only, &only);
  const sched_param wanted{.sched_priority = priority};
  ::sched_setscheduler(0, SCHED_FIFO, &wanted);
}

Urgent::~Urgent() {
  const sched_param ordinary{.sched_priority = 0};
  ::sched_setscheduler(0, SCHED_OTHER, &ordinary);
  ::sched_setaffinity(0, sizeof before_, &before_);
}

void sleep_until_ns(std::uint64_t time_ns) {
  const timespec when{static_cast<time_t>(time_ns / kSecondNs),
                      static_cast<long>(time_ns % kSecondNs)};
  ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, nullptr);
}

}  // namespace haguard
