// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "latency/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace haguard {

hg_histogram merged(std::span<const hg_histogram> cpus) {
  hg_histogram sum{};
  for (const hg_histogram& cpu : cpus) {
    for (std::uint32_t bucket = 0; bucket < HG_BUCKETS; ++bucket)
      sum.buckets[bucket] += cpu.buckets[bucket];
    sum.sum_ns += cpu.sum_ns;
    sum.max_ns = std::max(sum.max_ns, cpu.max_ns);
  }
  return sum;
}

hg_histogram since(const hg_histogram& later, const hg_histogram& earlier) {
  hg_histogram part{};
  for (std::uint32_t bucket = 0; bucket < HG_BUCKETS; ++bucket) {
    part.buckets[bucket] =
        later.buckets[bucket] - std::min(later.buckets[bucket], earlier.buckets[bucket]);
    if (part.buckets[bucket] != 0) part.max_ns = bucket_end_ns(bucket);
  }
  part.max_ns = std::min<std::uint64_t>(part.max_ns, later.max_ns);
  part.sum_ns = later.sum_ns - std::min(later.sum_ns, earlier.sum_ns);
  return part;
}

std::uint64_t count_of(const hg_histogram& histogram) {
  std::uint64_t count = 0;
  for (const __u64 bucket : histogram.buckets)
    count += bucket;
  return count;
}

std::uint64_t bucket_end_ns(std::uint32_t bucket) {
  if (bucket >= HG_BUCKET_LAST) return std::numeric_limits<std::uint64_t>::max();
  return hg_bucket_begin_ns(bucket + 1);
}

std::uint64_t quantile_ns(const hg_histogram& histogram, double share) {
  const std::uint64_t count = count_of(histogram);
  if (count == 0) return 0;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count)));
  std::uint64_t seen = 0;
  for (std::uint32_t bucket = 0; bucket < HG_BUCKETS; ++bucket) {
    seen += histogram.buckets[bucket];
    if (seen >= std::max<std::uint64_t>(wanted, 1))
      return std::min<std::uint64_t>(bucket_end_ns(bucket), histogram.max_ns);
  }
  return histogram.max_ns;
}

Summary summary_of(const hg_histogram& histogram) {
  Summary summary;
  summary.count = count_of(histogram);
  if (summary.count == 0) return summary;
  summary.p50_ns = quantile_ns(histogram, 0.5);
  summary.p90_ns = quantile_ns(histogram, 0.9);
  summary.p99_ns = quantile_ns(histogram, 0.99);
  summary.p999_ns = quantile_ns(histogram, 0.999);
  summary.max_ns = histogram.max_ns;
  return summary;
}

}  // namespace haguard
