// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/signals.h"

#include <array>
#include <csignal>
#include <ctime>

#include "base/seconds.h"

namespace haguard {
namespace {

constexpr std::array<int, 3> kNoted = {SIGINT, SIGTERM, SIGHUP};

volatile std::sig_atomic_t g_interrupted = 0;

void note(int) {
  g_interrupted = 1;
}

void handle(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  for (const int signal : kNoted)
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
  return wait_for({}, nanoseconds);
}

// A signal that comes between the look and the wait ends the wait: it is let through there alone.
bool Interruptible::wait_for(std::span<pollfd> inputs, std::uint64_t nanoseconds) const {
  const timespec time{static_cast<time_t>(nanoseconds / kSecondNs),
                      static_cast<long>(nanoseconds % kSecondNs)};
  sigset_t noted;
  sigset_t before;
  ::sigemptyset(&noted);
  for (const int signal : kNoted)
    ::sigaddset(&noted, signal);
  ::sigprocmask(SIG_BLOCK, &noted, &before);
  if (!interrupted()) ::ppoll(inputs.data(), inputs.size(), &time, &before);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  return !interrupted();
}

}  // namespace haguard
