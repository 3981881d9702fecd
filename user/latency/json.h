// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A histogram for programs (docs/json.md, "latency").
#pragma once

#include <nlohmann/json.hpp>

#include "haguard/histogram.h"

namespace haguard {

// count, sum, quantiles and the buckets that have a count. Times are seconds.
nlohmann::ordered_json histogram_json(const hg_histogram& histogram);

}  // namespace haguard
