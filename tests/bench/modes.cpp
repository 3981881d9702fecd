// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The same frame in every mode, with and without the stamps of latency, and learning. All runs go
// through a driver that takes away what the run before wrote in front of the frame.
#include <linux/bpf.h>

#include <string>
#include <utility>
#include <vector>

#include "bench/guard_bench.h"
#include "bench/many_flows.h"
#include "bench/sections.h"
#include "bench/test_run.h"
#include "fixture/sample.h"

namespace haguard {
namespace {

constexpr const char* kEnforced = "enforce";
constexpr const char* kDriverAlone = "a program that does nothing, new ports in each frame";
// Of new flows: the map has to hold those of all rounds.
constexpr unsigned kNewFlows = 10'000;

// Larger tables for learning: each round brings new flows.
Capacity capacity(const Plan& plan) {
  Capacity capacity = Capacity::for_flows(kPairFlowCapacity);
  capacity.learn = (plan.rounds() + 2) * kNewFlows;
  return capacity;
}

Policy with_heartbeat() {
  Policy policy = one_mac_policy();
  policy.flows.front().heartbeat = true;
  return policy;
}

std::vector<GuardRun> runs() {
  const Bytes hello = sample_named("ipv4 protocol 105").bytes;
  const Bytes udp = sample_named("udp both ports").bytes;
  const Sample rogue = sample_named("unknown host");
  return {
      {.name = kEnforced, .frame = udp},
      {.name = "enforce, one frame in 256 stamped", .frame = udp, .stamping = HG_STAMP_SAMPLED},
      {.name = "enforce, a heartbeat: its gap timed", .frame = hello},
      {.name = "enforce, a heartbeat: timed and stamped",
       .frame = hello,
       .stamping = HG_STAMP_HEARTBEATS},
      {.name = "audit, would pass", .frame = udp, .mode = HG_MODE_AUDIT},
      {.name = "audit, would be dropped",
       .frame = rogue.bytes,
       .mode = HG_MODE_AUDIT,
       .reason = rogue.reason,
       .disposition = HG_WOULD_DROP},
      {.name = "learn, a known flow",
       .frame = udp,
       .mode = HG_MODE_LEARN,
       .reason = HG_REASON_LEARN},
      {.name = "bypass", .frame = udp, .mode = HG_MODE_BYPASS, .reason = HG_REASON_BYPASS},
  };
}

Contestant through_driver(const GuardBench& guard, const Driver& driver, const GuardRun& run) {
  return {run.name,
          [&guard, &driver, run]() -> Result<double> {
            HG_CHECK(driver.aim(guard.program(run.side)));
            return guard.measure(run, Plan::kRepeat, driver.bare());
          },
          kNoOp};
}

Contestant no_op_behind(const Driver& driver, const Bytes& frame) {
  return {kNoOp,
          [&driver, frame]() -> Result<double> {
            HG_CHECK(driver.aim(driver.no_op()));
            return run_ns(driver.bare(), frame, Plan::kRepeat, XDP_PASS);
          },
          kNoOp};
}

void add_new_flows(std::vector<Contestant>& all, const GuardBench& guard, const Driver& driver) {
  const GuardRun learn{.name = "learn, a new flow in each frame",
                       .frame = frame_of_flow(0),
                       .mode = HG_MODE_LEARN,
                       .reason = HG_REASON_LEARN};
  all.push_back({kDriverAlone,
                 [&driver, learn]() -> Result<double> {
                   HG_CHECK(driver.aim(driver.no_op()));
                   return run_ns(driver.fresh(0), learn.frame, Plan::kRepeat, XDP_PASS);
                 },
                 kDriverAlone});
  all.push_back({learn.name,
                 [&guard, &driver, learn, first = std::uint32_t{0}]() mutable -> Result<double> {
                   HG_CHECK(driver.aim(guard.program(learn.side)));
                   const int program = driver.fresh(std::exchange(first, first + kNewFlows));
                   return guard.measure(learn, kNewFlows, program);
                 },
                 kDriverAlone});
}

// Every new flow was recorded; beside them the known one. Audit records no stranger.
Status check_learned(const GuardBench& guard, unsigned rounds) {
  HG_TRY(const std::size_t learned, count_entries(guard.guard().maps.learned));
  const std::size_t expected = std::size_t{rounds} * kNewFlows + 1;
  if (learned == expected) return Done{};
  return failed("learn new flows: " + std::to_string(learned) + " were recorded, and " +
                std::to_string(expected) + " were sent");
}

}  // namespace

Result<Section> bench_modes(const Plan& plan) {
  HG_TRY(const GuardBench guard, GuardBench::load(capacity(plan)));
  HG_CHECK(guard.install(compile_pair(with_heartbeat()).table()));
  HG_TRY(const Driver driver, Driver::load(Buffers::kMany));
  Contest contest{.contestants = {}, .base = kEnforced};
  contest.contestants.push_back(no_op_behind(driver, sample_named("ipv4 protocol 105").bytes));
  for (const GuardRun& run : runs())
    contest.contestants.push_back(through_driver(guard, driver, run));
  add_new_flows(contest.contestants, guard, driver);
  HG_TRY(auto standings, hold(contest, plan.rounds()));
  HG_CHECK(check_learned(guard, plan.rounds() + 1));
  return Section{.name = "modes",
                 .title = "Modes and latency: cost above a program that does nothing; enforce is 1",
                 .unit = "ns",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
