// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Policies of 1 to 1,000,000 flows: all traffic in one flow, or spread evenly over all.
#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/units.h"
#include "bench/guard_bench.h"
#include "bench/many_flows.h"
#include "bench/sections.h"
#include "bench/test_run.h"
#include "bench/touch.h"
#include "bpf/flow_counters.h"

namespace haguard {
namespace {

constexpr const char* kDriverAlone = "a program that does nothing";
constexpr const char* kOneOfOne = "1 flow";

// What is the same each time it is set up.
struct Prepared {
  std::uint32_t flows;
  Table table;
};

struct Loaded {
  std::uint32_t flows;
  bool is_spread;  // traffic over all of them is measured, too
  GuardBench guard;
  Touch touch;
};

std::vector<std::uint32_t> counts(const Plan& plan) {
  if (plan.quick) return {1, 100'000, 1'000'000};
  return {1, 100, 10'000, 100'000, 1'000'000};
}

std::string name_of(std::uint32_t flows, const char* traffic) {
  return flows == 1 ? kOneOfOne : fmt::format("{} flows, {}", format_count(flows), traffic);
}

Result<Prepared> prepare(std::uint32_t flows) {
  HG_TRY(CompiledPolicy compiled, compile_policy(many_flows(flows), many_flows_options(flows), {}));
  return Prepared{flows, std::move(compiled.table)};
}

// The quick run leaves out what takes longest, and what no target asks for.
bool is_spread(const Plan& plan, std::uint32_t flows) {
  return flows > 1 && !(plan.quick && flows > Plan::kRepeat);
}

Result<Loaded> load(const Prepared& prepared, const Plan& plan) {
  HG_TRY(GuardBench guard, GuardBench::load(many_flows_capacity(prepared.flows)));
  HG_CHECK(guard.install(prepared.table));
  HG_TRY(Touch touch, Touch::load(prepared.flows, prepared.table.front().head.short_slots));
  return Loaded{prepared.flows, is_spread(plan, prepared.flows), std::move(guard),
                std::move(touch)};
}

// What the CPU's cache has when the measurement begins: what such traffic leaves in it, or what the
// others left that were measured before.
enum class Cache { kOfTraffic, kOfOthers };

Contestant traffic(const Loaded& loaded, const Driver& driver, const char* how,
                   std::uint32_t flows_of_traffic, Cache cache = Cache::kOfTraffic) {
  const GuardRun run{.name = name_of(loaded.flows, how), .frame = frame_of_flow(0)};
  return {run.name,
          [&loaded, &driver, run, flows_of_traffic, cache]() -> Result<double> {
            HG_CHECK(driver.aim(loaded.guard.program(run.side)));
            const int program = driver.spread(flows_of_traffic);
            if (cache == Cache::kOfTraffic)
              HG_CHECK(loaded.guard.measure(run, flows_of_traffic, program));
            return loaded.guard.measure(run, Plan::kRepeat, program);
          },
          kDriverAlone};
}

// The least that spread traffic takes with a line and counters for each flow.
Contestant touching(const Loaded& loaded, const Driver& driver) {
  return {name_of(loaded.flows, "their memory alone"),
          [&loaded, &driver]() -> Result<double> {
            HG_CHECK(driver.aim(loaded.touch.program()));
            const int program = driver.spread(loaded.flows);
            const Bytes frame = frame_of_flow(0);
            HG_CHECK(run_ns(program, frame, loaded.flows, XDP_PASS));
            return run_ns(program, frame, Plan::kRepeat, XDP_PASS);
          },
          kDriverAlone};
}

Contestant driver_alone(const Driver& driver) {
  return {kDriverAlone,
          [&driver]() -> Result<double> {
            HG_CHECK(driver.aim(driver.no_op()));
            return run_ns(driver.spread(1), frame_of_flow(0), Plan::kRepeat, XDP_PASS);
          },
          kDriverAlone};
}

// Spread evenly: every flow has had its share.
Status check_spread(const Loaded& loaded, unsigned rounds) {
  const std::uint64_t share = std::uint64_t{rounds} * Plan::kRepeat / loaded.flows;
  const Map& map = loaded.guard.guard().maps.flow_stats;
  HG_TRY(const std::uint32_t limit, flow_limit(map));
  HG_TRY(const auto flows, FlowCounters(map, limit).read_all(loaded.flows));
  const auto short_of = std::count_if(flows.begin(), flows.end(), [&](const hg_flow_stats& flow) {
    return flow.frames < share / 2;
  });
  HG_TRY(const std::uint64_t touched, loaded.touch.frames(loaded.flows - 1));
  if (short_of == 0 && touched >= share / 2) return Done{};
  return failed(
      fmt::format("spread over {} flows: {} had less than half of their share, and the "
                  "last one's memory was touched {} times, not {}",
                  loaded.flows, short_of, touched, share));
}

Contest contest_of(const std::deque<Loaded>& loaded, const Driver& driver) {
  Contest contest{.contestants = {driver_alone(driver)}, .base = kOneOfOne};
  for (const Loaded& one : loaded)
    contest.contestants.push_back(traffic(one, driver, "one is hot", 1));
  for (const Loaded& one : loaded)
    if (one.is_spread)
      contest.contestants.push_back(traffic(one, driver, "spread evenly", one.flows));
  for (const Loaded& one : loaded)
    if (one.flows == Plan::kRepeat)
      contest.contestants.push_back(
          traffic(one, driver, "each for the first time", one.flows, Cache::kOfOthers));
  for (const Loaded& one : loaded)
    if (one.is_spread) contest.contestants.push_back(touching(one, driver));
  return contest;
}

Result<Stage> set_up(const std::vector<Prepared>& prepared, const Driver& driver,
                     const Plan& plan) {
  const auto loaded = std::make_shared<std::deque<Loaded>>();
  for (const Prepared& one : prepared) {
    HG_TRY(Loaded guard, load(one, plan));
    loaded->push_back(std::move(guard));
  }
  const auto check = [loaded = loaded.get(), rounds = plan.flow_rounds()]() -> Status {
    for (const Loaded& one : *loaded)
      if (one.is_spread) HG_CHECK(check_spread(one, rounds + 1));
    return Done{};
  };
  return Stage{loaded, contest_of(*loaded, driver), check};
}

}  // namespace

Result<Section> bench_flows(const Plan& plan) {
  std::vector<Prepared> prepared;
  for (const std::uint32_t flows : counts(plan)) {
    HG_TRY(Prepared one, prepare(flows));
    prepared.push_back(std::move(one));
  }
  HG_TRY(const Driver driver, Driver::load(Buffers::kMany));
  const auto stage = [&] { return set_up(prepared, driver, plan); };
  HG_TRY(auto standings, hold_anew(stage, plan.flow_stages(), plan.flow_rounds()));
  return Section{.name = "flows",
                 .title =
                     "How many flows the policy has (UDP, both ports): cost above a program "
                     "that does nothing; 1 flow is 1",
                 .unit = "ns",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
