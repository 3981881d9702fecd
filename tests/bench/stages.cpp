// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Where a hit's time goes: the data path cut off behind each of its stages, and the whole of it.
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "bench/guard_bench.h"
#include "bench/peers.h"
#include "bench/sections.h"
#include "bench/test_run.h"
#include "fixture/sample.h"
#include "haguard/forward.h"

// Behind the types of its variables.
#include "stages.skel.h"

namespace haguard {
namespace {

struct DestroyStages {
  void operator()(stages_bpf* skeleton) const { stages_bpf__destroy(skeleton); }
};
using Stages = std::unique_ptr<stages_bpf, DestroyStages>;

// Over the maps of a link that enforces a policy.
Result<Stages> load_stages(const LinkMaps& maps) {
  Stages stages(stages_bpf__open());
  int error = stages ? 0 : errno;
  if (error != 0) return system_error("open the programs of the stages", error);
  const std::pair<bpf_map*, const Map*> shared[] = {
      {stages->maps.data_control, &maps.control},
      {stages->maps.policy, &maps.policy},
      {stages->maps.flow_stats, &maps.flow_stats},
      {stages->maps.port_stats, &maps.port_stats},
  };
  for (const auto& [own, of_link] : shared) {
    error = -bpf_map__reuse_fd(own, of_link->fd());
    if (error != 0) return system_error("share the maps of a link", error);
  }
  error = -stages_bpf__load(stages.get());
  if (error != 0) return system_error("load the programs of the stages", error, "run as root");
  return stages;
}

Contestant stage(const char* name, const bpf_program* program, const Bytes& frame) {
  return {name, [=] { return run_ns(bpf_program__fd(program), frame, Plan::kRepeat, XDP_PASS); },
          kNoOp};
}

}  // namespace

Result<Section> bench_stages(const Plan& plan) {
  HG_TRY(const GuardBench guard, GuardBench::load(Capacity::for_flows(kPairFlowCapacity)));
  HG_CHECK(guard.install(compile_pair(one_mac_policy()).table()));
  const LinkMaps& maps = guard.guard().maps;
  HG_CHECK(write_entry(maps.control, 0, hg_control{HG_MODE_ENFORCE, 0, 0, 0, 0}));
  HG_TRY(const Stages stages, load_stages(maps));
  HG_TRY(const Driver driver, Driver::load(Buffers::kOne));
  HG_TRY(const XdpFilter by_address, XdpFilter::load("xdpfilt_dny_ip"));
  HG_CHECK(by_address.list_source(kIpA));

  const Bytes hello = sample_named("ipv4 protocol 105").bytes;
  const auto& programs = stages->progs;
  const std::pair<const char*, const bpf_program*> parts[] = {
      {"control, clock and policy at hand", programs.stage_fetched},
      {"... the frame read", programs.stage_read},
      {"... its line found", programs.stage_found},
      {"... recognised", programs.stage_recognised},
      {"... counted", programs.stage_accounted},
  };
  Contest contest{.contestants = {}, .base = kFilterAddress};
  auto& all = contest.contestants;
  all.push_back(no_op_contestant(driver.no_op(), hello, Plan::kRepeat));
  all.push_back(filter_contestant(kFilterAddress, by_address, hello, Plan::kRepeat, XDP_PASS));
  for (const auto& [name, program] : parts)
    all.push_back(stage(name, program, hello));
  all.push_back(contestant(guard, {.name = "all of it", .frame = hello}, Plan::kRepeat, kNoOp));
  HG_TRY(auto standings, hold(contest, plan.rounds()));
  return Section{.name = "stages",
                 .title =
                     "Where the time of a hit goes (IP 105): cost above a program that does "
                     "nothing; xdp-filter by address is 1",
                 .unit = "ns",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
