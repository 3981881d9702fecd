// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A histogram for people: a few rows with bars, whatever range it covers.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "haguard/histogram.h"

namespace haguard {

inline constexpr std::size_t kHistogramRows = 12;
inline constexpr std::size_t kHistogramBar = 40;  // columns of the longest bar

// From the first bucket with a count to the last one, several buckets to a row where they would be
// more than kHistogramRows. "1.02 us  ####  1,234": where the row begins, its share of the fullest
// row, its count. Empty when nothing was counted.
std::vector<std::string> histogram_rows(const hg_histogram& histogram);

}  // namespace haguard
