// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the kernel measured of a program while kernel.bpf_stats_enabled is on.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "bpf/program.h"

namespace haguard {

// Since the program was loaded, over all CPUs; both zero where statistics never were on.
struct RunStats {
  std::uint64_t time_ns = 0;
  std::uint64_t runs = 0;
};

Result<RunStats> read_run_stats(const Program& program);

}  // namespace haguard
