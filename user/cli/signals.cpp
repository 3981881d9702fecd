// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/signals.h"

#include <csignal>
#include <ctime>
#include <initializer_list>

namespace haguard {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void note(int) {
  g_interrupted = 1;
}

void handle(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    sigaction(signal, &action, nullptr);
}

}  // namespace

Interruptible::Interruptible() {
  g_interrupted = 0;
  handle(note);
}

Interruptible::~Interruptible() {
  handle(SIG_DFL);
}

bool Interruptible::interrupted() const {
  return g_interrupted != 0;
}

bool Interruptible::wait(std::uint64_t nanoseconds) const {
  const timespec time{static_cast<time_t>(nanoseconds / 1'000'000'000U),
                      static_cast<long>(nanoseconds % 1'000'000'000U)};
  if (!interrupted()) clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);
  return !interrupted();
}

}  // namespace haguard
