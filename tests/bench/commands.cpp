// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Commands on large policies, as an operator waits for them.
#include <utility>

#include "bench/cpu_time.h"
#include "bench/guarded.h"
#include "bench/many_flows.h"
#include "bench/nft_rules.h"
#include "bench/sections.h"
#include "bench/wire.h"

namespace haguard {
namespace {

constexpr std::uint32_t kStatusFlows = 10'000;
constexpr const char* kStart = "haguard --help: a process that starts and ends";

template <typename Command>
Contestant timed(const char* name, Command command) {
  return {name,
          [command]() -> Result<double> {
            const double begin = command_cpu_ns();
            HG_CHECK(command());
            return (command_cpu_ns() - begin) / 1e6;
          },
          {}};
}

}  // namespace

Result<Section> bench_commands(const Plan& plan) {
  HG_TRY(const auto guarded, BenchWire::create());
  HG_CHECK(guard(guarded->lab(), many_flows(kStatusFlows), room_for(kStatusFlows)));
  HG_TRY(const auto filtered, BenchWire::create());
  HG_CHECK(filtered->nft(nft_set(kStatusFlows)));
  const Lab& lab = guarded->lab();
  Contest contest{.contestants = {}, .base = kStart};
  auto& all = contest.contestants;
  all.push_back(timed(kStart, [&lab] { return haguard_says(lab, {"--help"}); }));
  all.push_back(timed(kStatus, [&lab] { return haguard_says(lab, {"status"}); }));
  if (!plan.quick)
    all.push_back(timed("haguard flows", [&lab] { return haguard_says(lab, {"flows"}); }));
  all.push_back(timed("nft list ruleset, a set of as many", [&filtered] {
    return filtered->lab().fw().run({"nft", "list", "ruleset"});
  }));
  HG_TRY(auto standings, hold(contest, plan.quick ? 1 : 15));
  return Section{.name = "commands",
                 .title = "Commands, 10,000 flows: CPU time of the whole process",
                 .unit = "ms",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
