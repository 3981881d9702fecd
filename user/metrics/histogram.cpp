// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/histogram.h"

#include <limits>

#include "base/seconds.h"
#include "latency/histogram.h"

namespace haguard {

prometheus::ClientMetric::Histogram exported_histogram(const hg_histogram& histogram,
                                                       HistogramRange range) {
  prometheus::ClientMetric::Histogram exported;
  exported.sample_count = count_of(histogram);
  exported.sample_sum = to_seconds(histogram.sum_ns);
  const std::uint32_t last = hg_bucket_of(1ULL << range.last);
  const std::uint32_t step = (1U << HG_BUCKET_SPLIT) / range.parts;  // the kernel's in one of these
  std::uint64_t below = 0;  // durations shorter than the bound
  std::uint32_t bucket = 0;
  for (std::uint32_t bound = hg_bucket_of(1ULL << range.first); bound <= last; bound += step) {
    for (; bucket < bound; ++bucket)
      below += histogram.buckets[bucket];
    exported.bucket.push_back({below, to_seconds(hg_bucket_begin_ns(bound))});
  }
  exported.bucket.push_back({exported.sample_count, std::numeric_limits<double>::infinity()});
  return exported;
}

}  // namespace haguard
