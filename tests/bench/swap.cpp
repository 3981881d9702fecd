// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy of 100,000 flows takes the place of another one while frames of it cross the bridge.
#include <fmt/format.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "bench/cpu_time.h"
#include "bench/guarded.h"
#include "bench/many_flows.h"
#include "bench/rivals.h"
#include "bench/sections.h"
#include "policy/check.h"
#include "policy/text.h"

namespace haguard {
namespace {

constexpr std::uint32_t kFlows = 100'000;
constexpr unsigned kCommands = 5;

// Milliseconds of one swap, by step.
struct Steps {
  std::vector<double> check, compile, load, swap, all;
};

// CPU time of this thread, milliseconds, since the last lap.
class Stopwatch {
 public:
  double lap() {
    const double now = thread_cpu_ns();
    return (now - std::exchange(last_, now)) / 1e6;
  }

 private:
  double last_ = thread_cpu_ns();
};

Status swap_once(const Map& map, const Policy& policy, std::uint32_t generation, Steps& steps) {
  CompileOptions options = many_flows_options(kFlows);
  options.generation = generation;
  Stopwatch watch;
  if (has_errors(check_policy(policy, options.ports)))
    return failed("check the policy of the bench: it has errors");
  steps.check.push_back(watch.lap());
  HG_TRY(const CompiledPolicy compiled, compile_policy(policy, options, {}));
  steps.compile.push_back(watch.lap());
  HG_TRY(const Map table, create_table(compiled.table));
  steps.load.push_back(watch.lap());
  // It mostly waits, until nobody reads the old table any more: time by the clock.
  const std::uint64_t begin = monotonic_ns();
  HG_CHECK(swap_table(map, table));
  steps.swap.push_back(static_cast<double>(monotonic_ns() - begin) / 1e6);
  steps.all.push_back(steps.check.back() + steps.compile.back() + steps.load.back() +
                      steps.swap.back());
  return Done{};
}

// Frames all the while; the first Error of their sender.
class Traffic {
 public:
  explicit Traffic(const Rival& rival) : thread_([this, &rival] { send(rival); }) {}
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;
  ~Traffic() { static_cast<void>(stop()); }

  Status stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    return result_;
  }

 private:
  void send(const Rival& rival) {
    while (!stopping_ && result_.ok()) {
      const auto sent = rival.wire->send(rival.burst);
      if (!sent.ok()) result_ = sent.error();
    }
  }

  std::atomic<bool> stopping_ = false;
  Status result_ = Done{};
  std::thread thread_;
};

Line line(const char* name, std::vector<double> values) {
  return {name, Series(std::move(values))};
}

Result<std::vector<double>> whole_commands(const Lab& lab, const Policy& policy, unsigned rounds) {
  const std::string file = lab.scratch() + "/next.toml";
  HG_CHECK(write_file(file, format_policy(policy)));
  std::vector<double> times;
  for (unsigned i = 0; i < rounds; ++i) {
    const double begin = command_cpu_ns();
    HG_CHECK(haguard_says(lab, {"policy", "apply", file, "--force"}));
    times.push_back((command_cpu_ns() - begin) / 1e6);
  }
  return times;
}

}  // namespace

Result<Section> bench_swap(const Plan& plan) {
  const Policy policy = many_flows(kFlows);
  const Burst burst = {.frame = frame_of_flow(7), .frames = plan.wire_frames()};
  HG_TRY(const Rival rival,
         guard_rival(kGuardBridge, burst, many_flows(8), HG_REASON_FLOW, room_for(kFlows)));
  HG_TRY(const Map map, Map::open_pin(Pins(rival.wire->lab().bpffs()).map("rooms", "policy")));
  // First: of a table that is put in force below the command would find no pin.
  std::vector<double> commands;
  if (!plan.quick) {
    HG_TRY(commands, whole_commands(rival.wire->lab(), policy, kCommands));
  }
  Steps steps;
  Traffic traffic(rival);
  for (unsigned i = 0; i < (plan.quick ? 2U : 15U); ++i)
    HG_CHECK(swap_once(map, policy, i + 2, steps));
  HG_CHECK(traffic.stop());
  Section section{
      .name = "swap",
      .title =
          "A policy of 100,000 flows replaced while frames of it pass (none was "
          "lost)",
      .unit = "ms",
      .lines = {line("check", std::move(steps.check)), line("compile", std::move(steps.compile)),
                line("load", std::move(steps.load)), line("swap", std::move(steps.swap)),
                line(kWholeSwap, std::move(steps.all))}};
  if (plan.quick) return section;
  section.lines.push_back(
      line("haguard policy apply: text and history as well", std::move(commands)));
  return section;
}

}  // namespace haguard
