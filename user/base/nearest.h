// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// "did you mean": the known word that a mistyped one is closest to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace haguard {

// "did you mean "port"?": the first of the closest known words, at most two edits away; or "known
// here: name, port, ..." where none is so close.
std::string nearest_hint(std::string_view word, const std::vector<std::string>& known);

}  // namespace haguard
