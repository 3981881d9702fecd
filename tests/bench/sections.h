// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the bench measures, one function for each section of its report. Each is complete in itself
// and takes what it made down again.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "bench/plan.h"
#include "bench/report.h"

namespace haguard {

// The program alone, by BPF_PROG_TEST_RUN.
Result<Section> bench_hits(const Plan& plan);
Result<Section> bench_drops(const Plan& plan);
Result<Section> bench_modes(const Plan& plan);
Result<Section> bench_flows(const Plan& plan);
Result<Section> bench_instructions(const Plan& plan);

struct SectionEntry {
  const char* name;
  Result<Section> (*run)(const Plan& plan);
};
inline constexpr SectionEntry kSections[] = {
    {"hits", bench_hits},
    {"drops", bench_drops},
    {"modes", bench_modes},
    {"flows", bench_flows},
    {"instructions", bench_instructions},
};

// What the sections call their lines where others refer to them.
inline constexpr const char* kNoOp = "a program that does nothing";
inline constexpr const char* kFilterAddress = "xdp-filter, source address";

}  // namespace haguard
