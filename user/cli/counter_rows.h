// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What was counted of ports, by disposition and reason: the table and the JSON of it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "link/counters.h"

namespace haguard {

// `all`: also reasons without frames. By port, in their order.
std::string counter_table(const std::vector<std::string>& ports,
                          const std::vector<PortCounters>& counters, bool all);

nlohmann::ordered_json counter_json(const std::vector<std::string>& ports,
                                    const std::vector<PortCounters>& counters);

}  // namespace haguard
