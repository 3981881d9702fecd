// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/rivals.h"

#include <fmt/format.h>

#include <utility>

#include "bench/guarded.h"
#include "fixture/pair.h"

namespace haguard {
namespace {

constexpr unsigned kSideIn = 0;

Result<std::uint64_t> counted(const Rival& rival) {
  if (!rival.counted) return std::uint64_t{0};
  return guard_counted(rival.wire->lab(), kSideIn, rival.burst.arrive ? HG_PASSED : HG_DROPPED,
                       *rival.counted);
}

Result<double> million_frames_a_second(const Rival& rival) {
  HG_TRY(const std::uint64_t before, counted(rival));
  HG_TRY(const double ns, rival.wire->send(rival.burst));
  HG_TRY(const std::uint64_t after, counted(rival));
  if (rival.counted && after - before != rival.burst.frames)
    return failed(fmt::format("of {} frames {} were counted", rival.burst.frames, after - before));
  return 1e3 / ns;
}

Stage stage_of(Rivals rivals) {
  const auto all = std::make_shared<const Rivals>(std::move(rivals));
  Contest contest{.contestants = {}, .base = all->front().name};
  for (const Rival& rival : *all)
    contest.contestants.push_back(
        {rival.name, [&rival] { return million_frames_a_second(rival); }, {}});
  return {all, std::move(contest)};
}

}  // namespace

Result<Rival> bare_bridge(const std::string& name, const Burst& burst) {
  HG_TRY(auto wire, BenchWire::create());
  for (const int side : {1, 2})
    HG_CHECK(wire->attach(side, wire->driver().no_op()));
  return Rival{name, std::move(wire), burst};
}

Result<Rival> bare_both_ways(const std::string& name, const Burst& burst) {
  HG_TRY(Rival rival, bare_bridge(name, burst));
  for (const int side : {1, 2})
    HG_CHECK(rival.wire->attach_egress(side, rival.wire->driver().no_op_egress()));
  return rival;
}

Result<Rival> nft_rival(const std::string& name, const Burst& burst, const std::string& rules) {
  HG_TRY(Rival rival, bare_bridge(name, burst));
  HG_CHECK(rival.wire->nft(rules));
  return rival;
}

Result<Rival> rules_rival(const std::string& name, const Burst& burst,
                          const std::vector<Words>& commands) {
  HG_TRY(Rival rival, bare_bridge(name, burst));
  for (const Words& words : commands)
    HG_CHECK(rival.wire->lab().fw().run(words));
  return rival;
}

Result<Rival> guard_rival(const std::string& name, const Burst& burst, const Policy& policy,
                          hg_reason counted, const std::vector<std::string>& options) {
  HG_TRY(auto wire, BenchWire::create());
  HG_CHECK(guard(wire->lab(), policy, options));
  return Rival{name, std::move(wire), burst, counted};
}

Burst rogue_burst(unsigned frames, const IpAddress& source) {
  const Bytes frame = Frame()
                          .ethernet(kMacStranger, kMacB)
                          .ipv4({.source = source, .destination = kIpB})
                          .udp({.source = 40000, .destination = 40001})
                          .pad()
                          .bytes();
  return {.frame = frame, .frames = frames, .arrive = false};
}

Result<std::vector<Standing>> race(const std::function<Result<Rivals>()>& set_up,
                                   const Plan& plan) {
  const auto stage = [&]() -> Result<Stage> {
    HG_TRY(Rivals rivals, set_up());
    return stage_of(std::move(rivals));
  };
  return hold_anew(stage, plan.stages(), plan.stage_rounds());
}

}  // namespace haguard
