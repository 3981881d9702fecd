// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The values of one thing over all rounds of a run. Pure.
#pragma once

#include <cstddef>
#include <vector>

namespace haguard {

class Series {
 public:
  Series() = default;
  explicit Series(std::vector<double> values);

  std::size_t size() const { return sorted_.size(); }
  // Precondition of all others: there is a value. Between two values, in proportion.
  double quantile(double part) const;
  double median() const { return quantile(0.5); }
  double lowest() const { return sorted_.front(); }
  // Half of the distance between the quartiles, as a part of the median.
  double spread() const;

 private:
  std::vector<double> sorted_;
};

}  // namespace haguard
