// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Prometheus counts time in seconds.
#pragma once

#include <cstdint>

namespace haguard {

inline double to_seconds(std::uint64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1e9;
}

}  // namespace haguard
