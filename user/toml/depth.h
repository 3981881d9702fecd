// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A guard in front of the TOML library: it bounds nested values, but not the parts of a dotted key,
// each of which is a table in a table. A hostile file could nest deeper than the stack.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace haguard {

// The first line with more than 64 dots outside of strings and comments; none in a sane file.
std::optional<std::uint32_t> line_of_deep_key(std::string_view text);

}  // namespace haguard
