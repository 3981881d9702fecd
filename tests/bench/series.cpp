// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/series.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace haguard {

Series::Series(std::vector<double> values) : sorted_(std::move(values)) {
  std::sort(sorted_.begin(), sorted_.end());
}

double Series::quantile(double part) const {
  const double place = part * static_cast<double>(sorted_.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted_.size() - 1);
  return std::lerp(sorted_[below], sorted_[above], place - static_cast<double>(below));
}

double Series::spread() const {
  const double middle = median();
  return middle == 0 ? 0 : (quantile(0.75) - quantile(0.25)) / 2 / std::abs(middle);
}

}  // namespace haguard
