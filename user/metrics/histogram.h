// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A histogram of the kernel as Prometheus wants it: cumulative, in seconds. Pure.
// What must stay true: the same bounds at every scrape, whatever was counted.
#pragma once

#include <prometheus/client_metric.h>

#include "haguard/histogram.h"

namespace haguard {

// Powers of two, in nanoseconds; each is cut in two.
struct HistogramRange {
  unsigned first = 0;
  unsigned last = 0;
};

inline constexpr HistogramRange kResidenceRange = {10, 34};  // 1 us to 17 s

prometheus::ClientMetric::Histogram exported_histogram(const hg_histogram& histogram,
                                                       HistogramRange range);

}  // namespace haguard
