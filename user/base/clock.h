// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The clock of the data path (CLOCK_MONOTONIC, nanoseconds) and its relation to wall time.
#pragma once

#include <cstdint>

namespace haguard {

// CLOCK_MONOTONIC in nanoseconds: the clock of bpf_ktime_get_coarse_ns(), which may lag it by one
// scheduler tick (at most 10 ms).
std::uint64_t monotonic_ns();

// Since the epoch, for people and for files.
std::int64_t wall_seconds();
std::int64_t wall_milliseconds();
// Of a moment of CLOCK_MONOTONIC that has passed.
std::int64_t wall_milliseconds_of(std::uint64_t past_ns);

// "2026-11-22 15:17:25" in local time.
const char* format_wall(std::int64_t seconds, char (&buffer)[32]);
// "2026-11-22 15:17:25.042".
const char* format_wall_ms(std::int64_t milliseconds, char (&buffer)[32]);

}  // namespace haguard
