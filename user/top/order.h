// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// In which order flows are shown.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "top/rates.h"

namespace haguard {

enum class FlowOrder : unsigned char { kRate, kBytes, kLast, kName };

// "rate", "bytes", "last", "name".
const char* order_name(FlowOrder order);
std::vector<std::string> order_names();
// kUsage when there is no such word.
Result<FlowOrder> parse_order(const std::string& name);
// The one behind it; behind the last, the first.
FlowOrder next_order(FlowOrder order);

// The most first, or by name; those that are equal by name, so that they keep their places from one
// look to the next.
void sort_flows(std::vector<FlowRates>& flows, FlowOrder order);

}  // namespace haguard
