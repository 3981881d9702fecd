// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// flow-ids.json: {"schema": 1, "ids": {"IDENTITY": ID, ...}}
#pragma once

#include <string>

#include "base/result.h"
#include "policy/flow_ids.h"

namespace haguard {

// kFailed on anything that is not such a file, and on an id that is given twice.
Result<FlowIds> parse_flow_ids(const std::string& text, const std::string& file);
std::string format_flow_ids(const FlowIds& ids);

}  // namespace haguard
