// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The bytes of a frame as people paste them: hexadecimal, with blanks and colons wherever.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace haguard {

inline constexpr std::size_t kLongestFrame = 65535;

// kUsage on anything else, on none, and on more than kLongestFrame.
Result<std::vector<std::uint8_t>> parse_hex(std::string_view text);

}  // namespace haguard
