// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Spans of time in nanoseconds, as the data path counts them.
#pragma once

#include <cstdint>

namespace haguard {

inline constexpr std::uint64_t kMs = 1'000'000;
inline constexpr std::uint64_t kSecond = 1000 * kMs;
inline constexpr std::uint64_t kMinute = 60 * kSecond;

}  // namespace haguard
