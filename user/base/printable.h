// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Text from outside, for people: what is in it cannot move the cursor or hide a line.
#pragma once

#include <string>
#include <string_view>

namespace haguard {

// Names and other text from outside, without control characters.
std::string printable(std::string_view text);

}  // namespace haguard
