// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "latency/missed_tally.h"

#include <algorithm>

namespace haguard {
namespace {

constexpr std::uint64_t kSamePart = 8;  // by less than this part an interval is the same one

bool is_same_interval(std::uint64_t one, std::uint64_t other) {
  return std::max(one, other) - std::min(one, other) < one / kSamePart;
}

}  // namespace

MissedTally advanced(const MissedTally& before, const GapFacts& now) {
  const bool is_anew = now.count < before.gaps;  // another flow's gaps stood there
  if (is_anew || before.interval_ns == 0) {
    if (now.interval_ns == 0) return {};
    const std::uint64_t kept = is_anew ? 0 : before.missed;
    return {now.count, now.interval_ns, now.missed, kept + now.missed};
  }
  if (!is_same_interval(before.interval_ns, now.interval_ns))
    return {now.count, now.interval_ns, now.missed, before.missed};
  if (now.missed <= before.derived) return before;
  return {now.count, before.interval_ns, now.missed, before.missed + (now.missed - before.derived)};
}

}  // namespace haguard
