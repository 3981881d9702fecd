// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The terminal, taken over for a view that is drawn in place: its other screen, keys one by one, no
// cursor. What must stay true: however it ends, and while it is stopped (Ctrl-Z), the terminal is
// as it was before.
#pragma once

#include <poll.h>
#include <termios.h>

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

// Standard output is a terminal that can be drawn on in place.
bool can_draw();

class Terminal {
 public:
  struct Size {
    std::size_t rows = 0;
    std::size_t columns = 0;
  };

  // One at a time; while can_draw().
  static Result<Terminal> open();
  Terminal(Terminal&& other) noexcept;
  Terminal& operator=(Terminal&&) = delete;
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();

  // As it is now; 24 x 80 where it does not say.
  static Size size();

  // The whole screen, of lines that are no wider than it. A signal ends a write that the terminal
  // does not take; what is missing comes with the next draw. kFailed: it is gone.
  Status draw(const std::vector<std::string>& lines) const;

  // What to wait for: readable, there is something for take_keys().
  std::array<pollfd, 2> inputs() const;
  // The keys that were pressed, in their order. Stops the process where Ctrl-Z was, and comes back
  // when it goes on; whoever draws then draws again.
  Result<std::string> take_keys();

 private:
  explicit Terminal(Fd signals) : signals_(std::move(signals)) {}
  Status enter();
  void leave();
  Status stop();

  Fd signals_;  // of the screen's size, and of stopping and going on
  bool entered_ = false;
  bool has_keys_ = false;  // standard input is the terminal, and was not lost
  termios before_{};       // where has_keys_
};

}  // namespace haguard
