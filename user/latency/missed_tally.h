// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Missed hellos of a flow as a counter. How many the gaps of all time lack depends on the interval
// that they show, and that may change: a poll time of 200 ms becomes one of a second, and what was
// missed before is judged anew. What must stay true: the count never goes back, and what a changed
// interval makes of old gaps is not counted. Pure.
#pragma once

#include <cstdint>

#include "latency/gaps.h"

namespace haguard {

struct MissedTally {
  std::uint64_t gaps = 0;         // counted when this was made
  std::uint64_t interval_ns = 0;  // that `derived` is by; 0: none was known
  std::uint64_t derived = 0;      // the most that GapFacts.missed was by it
  std::uint64_t missed = 0;       // the counter

  bool operator==(const MissedTally&) const = default;
};

// `before` as the facts of now continue it; as it was, where nothing has changed.
MissedTally advanced(const MissedTally& before, const GapFacts& now);

}  // namespace haguard
