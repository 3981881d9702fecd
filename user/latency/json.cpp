// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "latency/json.h"

#include <utility>

#include "base/seconds.h"
#include "latency/histogram.h"

namespace haguard {
nlohmann::ordered_json histogram_json(const hg_histogram& histogram) {
  const Summary summary = summary_of(histogram);
  nlohmann::ordered_json json = {{"count", summary.count},
                                 {"sum", to_seconds(histogram.sum_ns)},
                                 {"p50", to_seconds(summary.p50_ns)},
                                 {"p90", to_seconds(summary.p90_ns)},
                                 {"p99", to_seconds(summary.p99_ns)},
                                 {"p999", to_seconds(summary.p999_ns)},
                                 {"max", to_seconds(summary.max_ns)},
                                 {"buckets", nlohmann::ordered_json::array()}};
  for (std::uint32_t bucket = 0; bucket < HG_BUCKETS; ++bucket) {
    if (histogram.buckets[bucket] == 0) continue;
    nlohmann::ordered_json entry = {{"from", to_seconds(hg_bucket_begin_ns(bucket))},
                                    {"to", nullptr},
                                    {"count", histogram.buckets[bucket]}};
    if (bucket < HG_BUCKET_LAST) entry["to"] = to_seconds(bucket_end_ns(bucket));
    json["buckets"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace haguard
