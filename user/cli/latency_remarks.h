// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Why residence times are missing, for `latency` and `status`.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "link/link.h"

namespace haguard {

// One line each; empty when they are measured on every port, or are off.
Result<std::vector<std::string>> latency_remarks(const Link& link);

}  // namespace haguard
