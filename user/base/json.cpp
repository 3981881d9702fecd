// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>

namespace haguard {

Result<nlohmann::json> parse_json(const std::string& text, const std::string& file) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    // Counted from one; one past the end for a text that is cut off.
    const std::size_t at = std::min(error.byte == 0 ? 0 : error.byte - 1, text.size());
    const std::string before = text.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t start = before.rfind('\n');
    const std::size_t column = start == std::string::npos ? at + 1 : at - start;
    return failed(fmt::format("read {}:{}:{}: {}", file, line, column,
                              at >= text.size() ? "cut off: no complete JSON" : "not JSON"),
                  "mend it, or move it away");
  }
}

}  // namespace haguard
