// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a run under load measured, kept as a JSON document and one row of a Markdown table in the
// report folder of the build. scripts/load-table puts the rows together.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace haguard {

struct DirectionFigures {
  double rate = 0;                              // legitimate frames sent per second
  std::optional<std::uint64_t> slowest_second;  // of them, in the slowest second
  std::uint64_t sent = 0;
  std::uint64_t lost = 0;
  std::uint64_t intruders = 0;           // sent
  std::uint64_t intruders_dropped = 0;   // by haguard
  std::uint64_t intruders_breached = 0;  // arrived although they were forbidden
  std::uint64_t longest_gap_ns = 0;
};

struct Figures {
  unsigned row = 0;         // place in the table
  std::string operation;    // "policy swaps"
  std::uint64_t count = 0;  // 1: something that was not repeated
  bool guarded = true;      // otherwise intruders are welcome
  double seconds = 0;
  std::array<DirectionFigures, 2> directions{};
  std::uint64_t hellos_received = 0;
  std::uint64_t hellos_missed = 0;
  std::uint64_t longest_hello_gap_ms = 0;
};

// Writes ROW.json and ROW.md into the folder.
Status save_figures(const Figures& figures, const std::string& folder);

}  // namespace haguard
