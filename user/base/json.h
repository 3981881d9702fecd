// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// JSON out of a file that may be torn or edited by hand: a value, or an error with line and column.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.h"

namespace haguard {

// kFailed with "file:line:column: what" where `text` is no JSON.
Result<nlohmann::json> parse_json(const std::string& text, const std::string& file);

}  // namespace haguard
