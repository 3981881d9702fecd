// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/capture_words.h"

#include <fmt/format.h>

#include "base/units.h"
#include "cli/context.h"

namespace haguard {

void warn_of_left_out(const FedFrames& fed) {
  const std::size_t left_out = fed.too_short + fed.too_long;
  if (left_out == 0) return;
  warn(fmt::format("{} left out: {} shorter than an ethernet header, {} too long for a test run",
                   format_counted(left_out, "frame"), fed.too_short, fed.too_long));
}

void print_cut(const FedFrames& fed) {
  if (fed.cut != 0)
    fmt::print("{} of them were captured short; what is missing counts as zeros\n",
               format_count(fed.cut));
}

}  // namespace haguard
