// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One screen of `haguard top`, as lines. Pure: rates and a size come in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "top/line.h"
#include "top/order.h"
#include "top/rates.h"

namespace haguard {

struct ScreenState {
  std::string time;          // of the looks
  std::uint64_t now_ns = 0;  // CLOCK_MONOTONIC, of the newest
  FlowOrder order = FlowOrder::kRate;
  bool one_link = true;  // that link in detail; otherwise a line for each
  bool has_keys = false;
  bool help = false;
  bool paused = false;
  std::vector<std::string> remarks;  // that are not of a link
};

// At most size.rows lines of at most size.columns places.
std::vector<Line> screen_of(const std::vector<LinkRates>& links, const ScreenState& state,
                            ScreenSize size);

}  // namespace haguard
