// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <utility>

#include "base/seconds.h"

namespace haguard {
namespace {

struct Unit {
  double size;
  std::string_view name;
};

// Three significant digits at most: what a person compares at a glance.
std::string with_unit(double value, std::string_view name) {
  if (value < 9.995) {
    std::string text = fmt::format("{:.2f}", value);
    while (text.back() == '0')
      text.pop_back();
    if (text.back() == '.') text.pop_back();
    return fmt::format("{} {}", text, name);
  }
  return value < 99.95 ? fmt::format("{:.1f} {}", value, name)
                       : fmt::format("{:.0f} {}", value, name);
}

template <std::size_t N>
std::string scaled(double value, const std::array<Unit, N>& units) {
  std::size_t chosen = 0;
  // 999.6 ms is no "1000 ms".
  while (chosen + 1 < N && (value >= units[chosen + 1].size || value >= 999.5 * units[chosen].size))
    ++chosen;
  return with_unit(value / units[chosen].size, units[chosen].name);
}

}  // namespace

std::string format_duration(std::uint64_t nanoseconds) {
  static constexpr std::array<Unit, 7> kUnits{{{1, "ns"},
                                               {1e3, "us"},
                                               {1e6, "ms"},
                                               {kSecondNs, "s"},
                                               {60 * kSecondNs, "min"},
                                               {3600 * kSecondNs, "h"},
                                               {86400 * kSecondNs, "d"}}};
  return scaled(static_cast<double>(nanoseconds), kUnits);
}

std::string format_bytes(std::uint64_t bytes) {
  static constexpr std::array<Unit, 5> kUnits{
      {{1, "B"}, {1e3, "kB"}, {1e6, "MB"}, {1e9, "GB"}, {1e12, "TB"}}};
  return bytes < 1000 ? fmt::format("{} B", bytes) : scaled(static_cast<double>(bytes), kUnits);
}

std::string format_count(std::uint64_t count) {
  std::string text = fmt::format("{}", count);
  for (std::size_t i = text.size(); i > 3; i -= 3)
    text.insert(i - 3, 1, ',');
  return text;
}

std::string format_counted(std::uint64_t count, const char* thing) {
  return fmt::format("{} {}{}", format_count(count), thing, count == 1 ? "" : "s");
}

std::string format_rate(double per_second) {
  if (per_second >= 1e6) return with_unit(per_second / 1e6, "M");
  if (per_second >= 100) return format_count(static_cast<std::uint64_t>(std::llround(per_second)));
  std::string text = with_unit(per_second, "");
  text.pop_back();  // the space before the unit
  return text;
}

Result<std::uint64_t> parse_duration(std::string_view text) {
  const auto bad = [&](std::string_view why) {
    return usage(fmt::format("read duration \"{}\": {}", text, why),
                 "write a whole number and a unit: 500ms, 90s, 15m, 1h or 2d");
  };
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return bad("no number");
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  constexpr std::uint64_t kDayNs = 86400 * kSecondNs;
  static constexpr std::array<std::pair<std::string_view, std::uint64_t>, 5> kUnits{
      {{"ms", kSecondNs / 1000},
       {"s", kSecondNs},
       {"m", 60 * kSecondNs},
       {"h", 3600 * kSecondNs},
       {"d", kDayNs}}};
  for (const auto& [name, size] : kUnits) {
    if (unit != name) continue;
    if (number == 0) return bad("zero");
    if (number > 365 * kDayNs / size) return bad("more than 365 days");
    return number * size;
  }
  return bad("unknown unit");
}

}  // namespace haguard
