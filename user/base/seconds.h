// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Time is nanoseconds inside, and seconds in JSON and for Prometheus.
#pragma once

#include <cstdint>

namespace haguard {

inline constexpr std::uint64_t kSecondNs = 1'000'000'000;

constexpr double to_seconds(std::uint64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1e9;
}

}  // namespace haguard
