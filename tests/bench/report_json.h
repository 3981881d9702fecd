// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The whole run as one JSON document (docs/bench.md).
#pragma once

#include <string>
#include <vector>

#include "bench/machine.h"
#include "bench/report.h"
#include "bench/targets.h"

namespace haguard {

std::string to_json(const Machine& machine, const Report& report,
                    const std::vector<JudgedTarget>& targets);

}  // namespace haguard
