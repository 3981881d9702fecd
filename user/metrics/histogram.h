// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A histogram of the kernel as Prometheus wants it: cumulative, in seconds. Pure.
// What must stay true: the same bounds at every scrape, whatever was counted.
#pragma once

#include <prometheus/client_metric.h>

#include "haguard/histogram.h"

namespace haguard {

// Powers of two, in nanoseconds; each is cut into `parts`: 1, 2, 4 or 8, which is all there is.
struct HistogramRange {
  unsigned first = 0;
  unsigned last = 0;
  unsigned parts = 2;
};

inline constexpr HistogramRange kResidenceRange = {10, 34};  // 1 us to 17 s
inline constexpr HistogramRange kTripRange = {13, 34};  // 8 us to 17 s: beyond HG_TRIP_LIMIT_NS
// 4 ms to 137 s. Finer than the others: the longest gap of the last minutes is read off it.
inline constexpr HistogramRange kGapRange = {22, 37, 4};

prometheus::ClientMetric::Histogram exported_histogram(const hg_histogram& histogram,
                                                       HistogramRange range);

}  // namespace haguard
