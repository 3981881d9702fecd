// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/guard_bench.h"

#include <fmt/format.h>
#include <linux/bpf.h>

#include "bench/test_run.h"
#include "bpf/port_stats.h"
#include "policy/reason_words.h"

namespace haguard {

Result<GuardBench> GuardBench::load(const Capacity& capacity) {
  HG_TRY(GuardSet guard, load_guard(2, 1, capacity));
  return GuardBench(std::move(guard));
}

Result<std::uint64_t> count_reason(const Map& port_stats, unsigned side, hg_disposition disposition,
                                   hg_reason reason) {
  HG_TRY(const ReasonCounters reasons, read_reasons(port_stats, side));
  return reasons.at(HG_REASON_INDEX(disposition, reason)).frames;
}

Result<std::uint64_t> GuardBench::counted(const GuardRun& run) const {
  return count_reason(guard_.maps.port_stats, run.side, run.disposition, run.reason);
}

Result<double> GuardBench::measure(const GuardRun& run, unsigned repeat) const {
  return measure(run, repeat, program(run.side));
}

Result<double> GuardBench::measure(const GuardRun& run, unsigned repeat, int first) const {
  const hg_control control{run.mode, 0, run.stamping, HG_DEFAULT_STAMP_MASK, 0};
  HG_CHECK(write_entry(guard_.maps.control, 0, control));
  HG_TRY(const std::uint64_t before, counted(run));
  HG_TRY(const double ns,
         run_ns(first, run.frame, repeat, run.disposition == HG_DROPPED ? XDP_DROP : XDP_PASS));
  HG_TRY(const std::uint64_t after, counted(run));
  if (after - before == repeat) return ns;
  return failed(fmt::format("of {} frames {} were counted as {}", repeat, after - before,
                            reason_name(run.reason)));
}

Contestant contestant(const GuardBench& bench, const GuardRun& run, unsigned repeat,
                      const std::string& zero) {
  return {run.name, [&bench, run, repeat] { return bench.measure(run, repeat); }, zero};
}

}  // namespace haguard
