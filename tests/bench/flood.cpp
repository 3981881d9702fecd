// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A flood of frames of a stranger, dropped where they come in: frames a second of one core.
#include <utility>

#include "bench/many_flows.h"
#include "bench/nft_rules.h"
#include "bench/rivals.h"
#include "bench/sections.h"
#include "bench/unlucky.h"
#include "bench/xdp_filter.h"

namespace haguard {
namespace {

// `program_of` a wire's driver: the descriptor.
template <typename ProgramOf>
Result<Rival> program_rival(const char* name, const Burst& burst, ProgramOf program_of) {
  HG_TRY(auto wire, BenchWire::create());
  HG_CHECK(wire->attach(1, program_of(wire->driver())));
  return Rival{name, std::move(wire), burst};
}

Result<Rivals> set_up(const XdpFilter& filter, const Plan& plan) {
  const Burst burst = rogue_burst(plan.wire_frames() * 2);
  Rivals rivals;
  HG_TRY(Rival bare,
         program_rival("bare XDP_DROP", burst, [](const Driver& own) { return own.drop(); }));
  rivals.push_back(std::move(bare));
  HG_TRY(Rival reading, program_rival("the same, one address read", burst,
                                      [](const Driver& own) { return own.drop_read(); }));
  rivals.push_back(std::move(reading));
  HG_TRY(Rival filtered, program_rival("xdp-filter, drop by source address", burst,
                                       [&](const Driver&) { return filter.program(); }));
  rivals.push_back(std::move(filtered));
  HG_TRY(Rival guarded,
         guard_rival("haguard, unknown source", burst, many_flows(1), HG_REASON_UNKNOWN_SOURCE));
  rivals.push_back(std::move(guarded));
  HG_TRY(const IpAddress unlucky, unlucky_stranger(compile_pair(many_flows(1)).table()));
  HG_TRY(Rival looked_up, guard_rival("haguard, unknown source, looked up",
                                      rogue_burst(plan.wire_frames() * 2, unlucky), many_flows(1),
                                      HG_REASON_UNKNOWN_SOURCE));
  rivals.push_back(std::move(looked_up));
  HG_TRY(Rival nft, nft_rival("nft netdev, one rule", burst,
                              nft_drop_source(Lab::port(1), kIpStranger.to_string())));
  rivals.push_back(std::move(nft));
  return rivals;
}

}  // namespace

Result<Section> bench_flood(const Plan& plan) {
  HG_TRY(const XdpFilter filter, XdpFilter::load("xdpfilt_alw_ip"));
  HG_CHECK(filter.list_source(kIpStranger));
  HG_TRY(auto standings, race([&] { return set_up(filter, plan); }, plan));
  return Section{.name = "flood",
                 .title =
                     "A flood of a stranger's frames, dropped, one core: rate; bare XDP_DROP "
                     "is 1",
                 .unit = "million/s",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
