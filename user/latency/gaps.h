// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the gaps of one heartbeat flow tell: its interval, what was missed, the longest silence and
// how near that came to the hold time. Pure: the kernel's numbers in, facts out.
#pragma once

#include <cstdint>

#include "haguard/heartbeat.h"

namespace haguard {

// The interval that the gaps show, in nanoseconds; 0 while there are too few of them. Half of all
// time passes in gaps that long or longer, so frames in between (a config sync beside hellos) do
// not matter, and neither does a silence that is the only one of its length.
std::uint64_t interval_of(const hg_heartbeat& heartbeat);

// Hellos that did not come, by gaps of at least one and a half intervals. 0 without an interval.
std::uint64_t missed_of(const hg_heartbeat& heartbeat, std::uint64_t interval_ns);

// The data path's clock lags by up to a scheduler tick, and a loaded machine by more.
inline constexpr std::uint64_t kLateNs = 20'000'000U;

// A hello counts as missed when the next one is half an interval late.
constexpr std::uint64_t missed_after(std::uint64_t interval_ns) {
  return interval_ns + interval_ns / 2 + kLateNs;
}

// A peer counts as silent when a whole one did not come.
constexpr std::uint64_t silent_after(std::uint64_t interval_ns) {
  return 2 * interval_ns + kLateNs;
}

struct GapFacts {
  std::uint64_t count = 0;        // of gaps
  std::uint64_t interval_ns = 0;  // 0: not known yet
  std::uint64_t jitter_ns = 0;
  std::uint64_t missed = 0;          // in gaps that ended
  std::uint64_t silent_ns = 0;       // since the newest frame; 0 when nothing is waited for
  std::uint64_t missed_now = 0;      // hellos that the running silence lacks
  std::uint64_t longest_ns = 0;      // the running silence included
  std::uint64_t longest_end_ns = 0;  // CLOCK_MONOTONIC; 0: it has not ended
};

// As it is at `now_ns`; flows are recognised since `judged_since_ns` (hg_control), or not at all
// while `judging` is false.
GapFacts gap_facts(const hg_heartbeat& heartbeat, std::uint64_t now_ns,
                   std::uint64_t judged_since_ns, bool judging);

// How much of the hold time the longest gap took: 0.07 for 1.02 s of 15 s. 0 without a hold time.
double share_of_hold(const GapFacts& facts, std::uint64_t hold_ns);

}  // namespace haguard
