// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the verifier walks before it accepts a program: it refuses a million.
#include "bench/guard_bench.h"
#include "bench/sections.h"
#include "bench/xdp_filter.h"

namespace haguard {
namespace {

Line line(const char* name, std::uint32_t instructions, std::uint32_t of) {
  return {name, Series({static_cast<double>(instructions)}),
          Series({static_cast<double>(instructions) / of})};
}

}  // namespace

Result<Section> bench_instructions(const Plan& /*plan*/) {
  HG_TRY(const XdpFilter filter, XdpFilter::load("xdpfilt_dny_all"));
  HG_TRY(const std::uint32_t of_filter, filter.verified_instructions());
  HG_TRY(const GuardBench guard, GuardBench::load(Capacity::for_flows(kPairFlowCapacity)));
  const std::uint32_t of_guard = guard.guard().programs.front().verified_instructions;
  return Section{.name = "instructions",
                 .title = "Instructions that the verifier walks; xdp-filter with all features is 1",
                 .unit = "instructions",
                 .lines = {line("xdp-filter, all features", of_filter, of_filter),
                           line("haguard", of_guard, of_filter)}};
}

}  // namespace haguard
