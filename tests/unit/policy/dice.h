// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Numbers that are the same in each run.
#pragma once

#include <cstdint>
#include <random>

namespace haguard::pair {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
  std::uint16_t port() { return static_cast<std::uint16_t>(below(65536)); }
  bool coin() { return below(2) == 0; }

 private:
  std::mt19937 engine_;
};

}  // namespace haguard::pair
