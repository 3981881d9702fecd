// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Ctrl-C ends what a command waits for, not the command: what was gathered is kept.
#pragma once

#include <poll.h>

#include <cstdint>
#include <span>

namespace haguard {

// Until it goes out of scope, SIGINT, SIGTERM and SIGHUP (a terminal that went away) are noted
// instead of ending the process.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

  bool interrupted() const;
  // Waits until the time is over or a signal comes; false when interrupted.
  bool wait(std::uint64_t nanoseconds) const;
  // The same, and no longer than until one of these has something to read.
  bool wait_for(std::span<pollfd> inputs, std::uint64_t nanoseconds) const;
};

}  // namespace haguard
