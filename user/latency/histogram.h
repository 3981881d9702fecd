// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a histogram of the kernel tells: one for all CPUs, its count, its quantiles. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "haguard/histogram.h"

namespace haguard {

// The sum over the CPUs, with the longest of all.
hg_histogram merged(std::span<const hg_histogram> cpus);

// What was counted in `later` and not yet in `earlier`, which is an older reading of the same one.
// The longest is not known of a part: at most the upper end of its highest bucket.
hg_histogram since(const hg_histogram& later, const hg_histogram& earlier);

// How many durations were counted.
std::uint64_t count_of(const hg_histogram& histogram);

// The end of a bucket, in nanoseconds: the first duration that it no longer counts. The last bucket
// has none: the largest number.
std::uint64_t bucket_end_ns(std::uint32_t bucket);

// At least this share (0 to 1) of all durations was not longer, in nanoseconds: the end of the
// bucket in which that one stands, or the longest where that is shorter. So it is at most 12.5 %
// above the true one. 0 when nothing was counted.
std::uint64_t quantile_ns(const hg_histogram& histogram, double share);

// What a person asks of a latency. Nanoseconds.
struct Summary {
  std::uint64_t count = 0;
  std::uint64_t p50_ns = 0;
  std::uint64_t p90_ns = 0;
  std::uint64_t p99_ns = 0;
  std::uint64_t p999_ns = 0;
  std::uint64_t max_ns = 0;
};
Summary summary_of(const hg_histogram& histogram);

}  // namespace haguard
