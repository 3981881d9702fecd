// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Numbers as people read them, at the edges of their units.
#include "base/units.h"

#include <catch2/catch.hpp>

using namespace haguard;

TEST_CASE("units: a number that rounds up to the next unit is one of it") {
  CHECK(format_duration(999'400'000U) == "999 ms");
  CHECK(format_duration(999'600'000U) == "1 s");
  CHECK(format_duration(1'020'000'000U) == "1.02 s");
  CHECK(format_duration(59'900'000'000U) == "59.9 s");
  CHECK(format_bytes(999) == "999 B");
  CHECK(format_bytes(999'499) == "999 kB");
  CHECK(format_bytes(999'600) == "1 MB");
}

TEST_CASE("units: rates") {
  CHECK(format_rate(0) == "0");
  CHECK(format_rate(0.254) == "0.25");
  CHECK(format_rate(12.34) == "12.3");
  CHECK(format_rate(1234.4) == "1,234");
  CHECK(format_rate(123'456) == "123,456");
  CHECK(format_rate(1'234'567) == "1.23 M");
}

TEST_CASE("units: one thing, and several") {
  CHECK(format_counted(0, "frame") == "0 frames");
  CHECK(format_counted(1, "frame") == "1 frame");
  CHECK(format_counted(12'345, "flow") == "12,345 flows");
}
