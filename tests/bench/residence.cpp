// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How long a frame takes from unit to unit, one at a time, and what of it haguard adds.
#include <memory>
#include <utility>

#include "bench/many_flows.h"
#include "bench/rivals.h"
#include "bench/sections.h"

namespace haguard {
namespace {

// Nanoseconds: the median of a burst.
Result<double> typical_time(const Rival& rival) {
  rival.wire->driver().forget_times();
  HG_CHECK(rival.wire->send(rival.burst));
  return rival.wire->driver().median_time();
}

}  // namespace

Result<Section> bench_residence(const Plan& plan) {
  const Burst burst = {
      .frame = frame_of_flow(0), .frames = plan.wire_frames() / 4, .making = Making::kTimed};
  HG_TRY(const Rival bare, bare_bridge(kBareBridge, burst));
  HG_TRY(const Rival guarded, guard_rival(kGuardBridge, burst, many_flows(1), HG_REASON_FLOW));
  const auto last = std::make_shared<std::pair<double, double>>();
  Contest contest{.contestants = {}, .base = kBareBridge};
  contest.contestants.push_back({kBareBridge,
                                 [&bare, last]() -> Result<double> {
                                   HG_TRY(last->first, typical_time(bare));
                                   return last->first;
                                 },
                                 {}});
  contest.contestants.push_back({kGuardBridge,
                                 [&guarded, last]() -> Result<double> {
                                   HG_TRY(last->second, typical_time(guarded));
                                   return last->second;
                                 },
                                 {}});
  // Of the two bursts just sent, so that drift is not in it.
  contest.contestants.push_back(
      {kAdded, [last]() -> Result<double> { return last->second - last->first; }, {}});
  HG_TRY(auto standings, hold(contest, plan.wire_rounds()));
  return Section{.name = "residence",
                 .title =
                     "From unit to unit across the bridge, one frame at a time, median; the "
                     "bridge with programs that do nothing is 1",
                 .unit = "ns",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
