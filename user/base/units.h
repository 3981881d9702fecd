// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Numbers for people: "1.02 s", "14 min", "3.4 MB", and durations read from the command line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace haguard {

// Nanoseconds as "850 us", "12 ms", "1.02 s", "14 min", "3.2 h", "5.1 d".
std::string format_duration(std::uint64_t nanoseconds);

// Bytes as "60 B", "3.4 kB", "12 MB" (powers of 1000).
std::string format_bytes(std::uint64_t bytes);

// 1234567 as "1,234,567".
std::string format_count(std::uint64_t count);

// "1 frame", "1,234 frames". `thing` takes an s where there are several.
std::string format_counted(std::uint64_t count, const char* thing);
// How often in a second, as "0", "0.25", "12.5", "1,234", "1.23 M".
std::string format_rate(double per_second);

// "90s", "15m", "1h", "500ms", "2d" as nanoseconds. kUsage on anything else, on zero and on more
// than 365 days.
Result<std::uint64_t> parse_duration(std::string_view text);

}  // namespace haguard
