// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What single steps cost on this machine, against xdp-filter's whole match: how far down a program
// can get that has to do them.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "bench/sections.h"
#include "bench/test_run.h"
#include "bench/xdp_filter.h"
#include "fixture/sample.h"
#include "steps.skel.h"

namespace haguard {
namespace {

constexpr double kTimes = 8;  // each program does its step

struct Destroy {
  void operator()(steps_bpf* skeleton) const { steps_bpf__destroy(skeleton); }
};
using Skeleton = std::unique_ptr<steps_bpf, Destroy>;

Result<Skeleton> load_steps() {
  Skeleton skeleton(steps_bpf__open_and_load());
  const int error = skeleton ? 0 : errno;
  if (error != 0) return system_error("load the programs of single steps", error, "run as root");
  const __u64 zeros[8] = {};
  for (const bpf_map* map : {skeleton->maps.small_hash, skeleton->maps.flow_hash}) {
    const int wrong = -bpf_map_update_elem(bpf_map__fd(map), zeros, zeros, BPF_ANY);
    if (wrong != 0) return system_error("fill a hash map", wrong);
  }
  return skeleton;
}

// Nanoseconds of a program that does nothing, in this round; measured by the first contestant.
using Nothing = std::shared_ptr<double>;

// The whole match, on top of that.
Contestant whole_match(const XdpFilter& filter, int none, const Bytes& frame,
                       const Nothing& nothing) {
  return {kFilterAddress,
          [&filter, none, frame, nothing]() -> Result<double> {
            HG_TRY(*nothing, run_ns(none, frame, Plan::kRepeat, XDP_PASS));
            HG_TRY(const double match, run_ns(filter.program(), frame, Plan::kRepeat, XDP_PASS));
            return match - *nothing;
          },
          {}};
}

// One of the eight, on top of that.
Contestant step(const char* name, const bpf_program* program, const Bytes& frame,
                const Nothing& nothing) {
  return {name,
          [=]() -> Result<double> {
            HG_TRY(const double eight,
                   run_ns(bpf_program__fd(program), frame, Plan::kRepeat, XDP_PASS));
            return (eight - *nothing) / kTimes;
          },
          {}};
}

}  // namespace

Result<Section> bench_steps(const Plan& plan) {
  HG_TRY(const Skeleton skeleton, load_steps());
  HG_TRY(const XdpFilter filter, XdpFilter::load("xdpfilt_dny_ip"));
  HG_CHECK(filter.list_source(kIpA));
  const Bytes frame = sample_named("ipv4 protocol 105").bytes;
  const auto& programs = skeleton->progs;
  const int none = bpf_program__fd(programs.step_none);
  const Nothing nothing = std::make_shared<double>(0);
  Contest contest{.contestants = {whole_match(filter, none, frame, nothing)},
                  .base = kFilterAddress};
  const std::pair<const char*, const bpf_program*> steps[] = {
      {"a look-up in an array, and a store", programs.step_array},
      {"the same, per CPU", programs.step_per_cpu},
      {"another line of 32 KiB each time", programs.step_near},
      {"another line of 16 MiB each time", programs.step_far},
      {"a function of the program", programs.step_function},
      {"a helper", programs.step_helper},
      {"the clock of the timer tick (jiffies)", programs.step_jiffies},
      {"the coarse clock", programs.step_coarse},
      {"the exact clock", programs.step_clock},
      {"a look-up in a hash map, 4 bytes", programs.step_small_hash},
      {"a look-up in a hash map, 48 bytes", programs.step_flow_hash},
  };
  for (const auto& [name, program] : steps)
    contest.contestants.push_back(step(name, program, frame, nothing));
  HG_TRY(auto standings, hold(contest, plan.rounds()));
  return Section{.name = "steps",
                 .title =
                     "What single steps cost here, once; xdp-filter's whole match by address "
                     "is 1",
                 .unit = "ns",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
