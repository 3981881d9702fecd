// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// "did you mean": the known word that a mistyped one is closest to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace haguard {

// At most two edits away, the first of the closest; nullptr where none is.
const std::string* nearest_word(std::string_view word, const std::vector<std::string>& known);

// "did you mean "port"?", or "known here: name, port, ..." where nothing is close.
std::string nearest_hint(std::string_view word, const std::vector<std::string>& known);

}  // namespace haguard
