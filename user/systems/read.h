// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Text of one systems/*.toml to a System. Strict: an unknown key, a wrong type or a contradiction
// is an error with file, line, column and hint.
#pragma once

#include <string>

#include "systems/system.h"

namespace haguard {

Result<System> read_system(const std::string& text, const std::string& file);

}  // namespace haguard
