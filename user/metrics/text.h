// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Metric families in the text format of Prometheus (version 0.0.4). The library's own writer goes
// through a stream, a word at a time, which is most of a scrape with many flows. Pure.
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

namespace haguard {

// Counters, gauges and histograms; values as short as they can be read back.
std::string metrics_text(const std::vector<prometheus::MetricFamily>& families);

}  // namespace haguard
