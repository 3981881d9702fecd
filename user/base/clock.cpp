// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/clock.h"

#include <cstdio>
#include <cstring>
#include <ctime>

#include "base/seconds.h"

namespace haguard {

std::uint64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * kSecondNs +
         static_cast<std::uint64_t>(now.tv_nsec);
}

std::int64_t wall_seconds() {
  return static_cast<std::int64_t>(std::time(nullptr));
}

std::int64_t wall_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

std::int64_t wall_milliseconds_of(std::uint64_t past_ns) {
  constexpr std::uint64_t kMillisecondNs = 1'000'000U;
  const std::uint64_t age_ns = monotonic_ns() - past_ns;
  return wall_milliseconds() - static_cast<std::int64_t>(age_ns / kMillisecondNs);
}

const char* format_wall(std::int64_t seconds, char (&buffer)[32]) {
  const std::time_t time = seconds;
  std::tm local{};
  localtime_r(&time, &local);
  if (std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S", &local) == 0) buffer[0] = '\0';
  return buffer;
}

const char* format_wall_ms(std::int64_t milliseconds, char (&buffer)[32]) {
  const std::size_t size = std::strlen(format_wall(milliseconds / 1000, buffer));
  std::snprintf(buffer + size, sizeof buffer - size, ".%03d",
                static_cast<int>(milliseconds % 1000));
  return buffer;
}

}  // namespace haguard
