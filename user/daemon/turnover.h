// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A failover, seen from the middle: the active unit sends its state to the other one, so most bytes
// come from its side; when that turns over and stays so, the other one is active. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace haguard {

class Turnover {
 public:
  struct Change {
    std::size_t from = 0;  // sides
    std::size_t to = 0;
    std::vector<std::uint64_t> bytes_per_second;  // by side, when it was sure
  };

  // Bytes that came in on each side so far. A change once it has lasted two windows.
  std::optional<Change> step(std::uint64_t now_ns, const std::vector<std::uint64_t>& bytes);
  // Nothing is counted from here on.
  void forget();

 private:
  std::vector<std::uint64_t> before_;
  std::uint64_t began_ns_ = 0;         // the window; 0: none yet
  std::optional<std::size_t> active_;  // the side that most comes from
  std::optional<std::size_t> rising_;  // another one, in the window before
};

}  // namespace haguard
