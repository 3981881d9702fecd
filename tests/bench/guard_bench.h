// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The real program under BPF_PROG_TEST_RUN, held to its counters: a run that is fast and wrong is
// an error.
#pragma once

#include <cstdint>
#include <string>

#include "bench/contest.h"
#include "bench/driver.h"
#include "bpf/guard.h"
#include "fixture/pair.h"
#include "haguard/residence.h"

namespace haguard {

// One frame, and what has to become of it.
struct GuardRun {
  std::string name;
  Bytes frame;
  unsigned side = kPrimarySide;
  std::uint8_t mode = HG_MODE_ENFORCE;
  std::uint32_t stamping = HG_STAMP_OFF;
  hg_reason reason = HG_REASON_FLOW;
  hg_disposition disposition = HG_PASSED;
};

// Frames that a map `port_stats` has counted so.
Result<std::uint64_t> count_reason(const Map& port_stats, unsigned side, hg_disposition disposition,
                                   hg_reason reason);

class GuardBench {
 public:
  static Result<GuardBench> load(const Capacity& capacity);
  Status install(const Table& table) const { return install_table(guard_.maps.policy, table); }

  // Nanoseconds for each frame. With a driver in front: `first` is its descriptor, aimed at the
  // program of the run's side.
  Result<double> measure(const GuardRun& run, unsigned repeat) const;
  Result<double> measure(const GuardRun& run, unsigned repeat, int first) const;

  int program(unsigned side) const { return guard_.programs.at(side).fd.get(); }
  const GuardSet& guard() const { return guard_; }

 private:
  explicit GuardBench(GuardSet guard) : guard_(std::move(guard)) {}
  Result<std::uint64_t> counted(const GuardRun& run) const;
  GuardSet guard_;
};

// As a contestant; `bench` outlives it.
Contestant contestant(const GuardBench& bench, const GuardRun& run, unsigned repeat,
                      const std::string& zero);

}  // namespace haguard
