// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/cpu_time.h"

#include <sys/resource.h>

#include <ctime>

namespace haguard {
namespace {

double ns_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_usec) * 1e3;
}

}  // namespace

double thread_cpu_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double command_cpu_ns() {
  rusage commands{};
  ::getrusage(RUSAGE_CHILDREN, &commands);
  return thread_cpu_ns() + ns_of(commands.ru_utime) + ns_of(commands.ru_stime);
}

}  // namespace haguard
