// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Waiting in tests: never a fixed sleep, always a condition with a deadline.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace haguard {

// Calls `predicate` every few milliseconds until it is true (returns true) or `deadline` has
// passed (one last call decides).
inline bool eventually(std::chrono::milliseconds deadline, const std::function<bool()>& predicate,
                       std::chrono::milliseconds interval = std::chrono::milliseconds(5)) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (std::chrono::steady_clock::now() < end) {
    if (predicate()) return true;
    std::this_thread::sleep_for(interval);
  }
  return predicate();
}

// For looks that run a program of their own: up to a minute, ten a second.
inline bool soon(const std::function<bool()>& predicate) {
  return eventually(std::chrono::seconds(60), predicate, std::chrono::milliseconds(100));
}

// True when `predicate` was true at every look until `duration` was over: something stays so.
inline bool holds_for(std::chrono::milliseconds duration, const std::function<bool()>& predicate,
                      std::chrono::milliseconds interval = std::chrono::milliseconds(250)) {
  return !eventually(
      duration, [&] { return !predicate(); }, interval);
}

}  // namespace haguard
