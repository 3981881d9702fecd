// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the bench measures, one function for each section of its report. Each is complete in itself
// and takes what it made down again.
#pragma once

#include "base/result.h"
#include "bench/plan.h"
#include "bench/report.h"

namespace haguard {

// The program alone, by BPF_PROG_TEST_RUN.
Result<Section> bench_hits(const Plan& plan);
Result<Section> bench_drops(const Plan& plan);
Result<Section> bench_modes(const Plan& plan);
Result<Section> bench_flows(const Plan& plan);
Result<Section> bench_stages(const Plan& plan);
Result<Section> bench_steps(const Plan& plan);
Result<Section> bench_instructions(const Plan& plan);

// Real frames between namespaces.
Result<Section> bench_forward(const Plan& plan);
Result<Section> bench_redirect(const Plan& plan);
Result<Section> bench_flood(const Plan& plan);
Result<Section> bench_residence(const Plan& plan);
Result<Section> bench_hello(const Plan& plan);
Result<Section> bench_swap(const Plan& plan);

// Commands, and what a link takes.
Result<Section> bench_commands(const Plan& plan);
Result<Section> bench_capture(const Plan& plan);
Result<Section> bench_memory(const Plan& plan);

struct SectionEntry {
  const char* name;
  Result<Section> (*run)(const Plan& plan);
};
inline constexpr SectionEntry kSections[] = {
    {"hits", bench_hits},
    {"drops", bench_drops},
    {"modes", bench_modes},
    {"flows", bench_flows},
    {"stages", bench_stages},
    {"steps", bench_steps},
    {"instructions", bench_instructions},
    {"forward", bench_forward},
    {"redirect", bench_redirect},
    {"flood", bench_flood},
    {"residence", bench_residence},
    {"hello", bench_hello},
    {"swap", bench_swap},
    {"commands", bench_commands},
    {"capture", bench_capture},
    {"memory", bench_memory},
};

// What the sections call their lines where others refer to them.
inline constexpr const char* kNoOp = "a program that does nothing";
inline constexpr const char* kFilterAddress = "xdp-filter, source address";
inline constexpr const char* kBareBridge = "bridge + programs that do nothing";
inline constexpr const char* kGuardBridge = "bridge + haguard, enforcing";
inline constexpr const char* kNftBridge = "bridge + nft, one rule";
inline constexpr const char* kGuardRedirect = "haguard, forward = redirect";
inline constexpr const char* kAdded = "added by haguard";
inline constexpr const char* kHelloFlood = "gap p99, flood";
inline constexpr const char* kWholeSwap = "all of it";
inline constexpr const char* kStatus = "haguard status";
inline constexpr const char* kReadCapture = "reading it";
inline constexpr const char* kLearnCapture = "haguard learn --pcap";
inline constexpr const char* kMemoryPerCore = "per core";

}  // namespace haguard
