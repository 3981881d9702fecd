// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Real frames that are allowed, from one port to the other: frames a second of one core.
#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/units.h"
#include "bench/many_flows.h"
#include "bench/rivals.h"
#include "bench/sections.h"
#include "bpf/tcx.h"

namespace haguard {
namespace {

Burst burst_of(std::uint32_t flows, unsigned frames) {
  return {.frame = frame_of_flow(0),
          .frames = frames,
          .making = flows == 1 ? Making::kSame : Making::kSpread,
          .flows = flows};
}

std::string of_flows(const char* what, std::uint32_t flows) {
  return fmt::format("{}, {} flows", what, format_count(flows));
}

Status add(Rivals& rivals, Result<Rival> rival) {
  if (!rival.ok()) return rival.error();
  rivals.push_back(std::move(rival).value());
  return Done{};
}

Status add_pair_of(Rivals& rivals, std::uint32_t flows, unsigned frames) {
  const Burst burst = burst_of(flows, frames);
  HG_CHECK(add(rivals, guard_rival(of_flows("bridge + haguard", flows), burst, many_flows(flows),
                                   HG_REASON_FLOW, room_for(flows))));
  return add(rivals, nft_rival(of_flows("bridge + nft, one set", flows), burst, nft_set(flows)));
}

Result<Rivals> set_up(const Plan& plan) {
  constexpr std::uint32_t kSome = 1000;
  constexpr std::uint32_t kMany = 100'000;
  constexpr unsigned kFewFrames = 4'000;  // a thousand rules take long
  const unsigned frames = plan.wire_frames();
  const Burst one = burst_of(1, frames);
  Rivals rivals;
  HG_CHECK(add(rivals, bare_bridge(kBareBridge, one)));
  if (has_tcx())
    HG_CHECK(add(rivals, bare_both_ways("the same, such programs on the egress too", one)));
  HG_CHECK(add(rivals, guard_rival(kGuardBridge, one, many_flows(1), HG_REASON_FLOW)));
  HG_CHECK(add(rivals, guard_rival("bridge + haguard, residence times off", one, many_flows(1),
                                   HG_REASON_FLOW, {"--latency", "off"})));
  HG_CHECK(add(rivals, nft_rival(kNftBridge, one, nft_linear(1))));
  HG_CHECK(add(rivals, rules_rival("bridge + ebtables, one rule", one, ebtables_commands())));
  HG_CHECK(add_pair_of(rivals, kSome, frames));
  HG_CHECK(add(rivals, nft_rival(of_flows("bridge + nft, one rule each", kSome),
                                 burst_of(kSome, kFewFrames), nft_linear(kSome))));
  if (!plan.quick) HG_CHECK(add_pair_of(rivals, kMany, frames));
  return rivals;
}

}  // namespace

Result<Section> bench_forward(const Plan& plan) {
  HG_TRY(auto standings, race([&] { return set_up(plan); }, plan));
  return Section{.name = "forward",
                 .title =
                     "Allowed frames across the bridge, one core: rate; the bridge with "
                     "programs that do nothing is 1",
                 .unit = "million/s",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
