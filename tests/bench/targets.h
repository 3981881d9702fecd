// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What haguard aims at, as ratios of one run, and whether this run met it.
#pragma once

#include <string>
#include <vector>

#include "bench/report.h"

namespace haguard {

struct JudgedTarget {
  std::string what;
  std::string target;    // "at most 0.35"
  std::string measured;  // with its spread
  double value = 0;
  bool met = false;
};

// Of the targets whose lines the report has, in the order in which they are stated.
std::vector<JudgedTarget> judge_targets(const Report& report);

std::string format_targets(const std::vector<JudgedTarget>& targets, bool colour);

}  // namespace haguard
