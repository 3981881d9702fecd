// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The report of haguard doctor for people.
#pragma once

#include <vector>

#include "doctor/facts.h"
#include "doctor/finding.h"

namespace haguard {

// Machine, then each link with its ports; in each the worst first. What is fine is one line of
// names, or one line each with `all`.
void print_findings(const Facts& facts, const std::vector<Finding>& findings, bool all);

}  // namespace haguard
