// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Another program's output, where it is the only one that speaks its language (nft).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace haguard {

// Standard output of a command that ended with 0. `argv[0]` is looked for in PATH, /usr/sbin and
// /sbin; standard input is empty. kNotFound when it is not installed; kFailed with the first line
// of its standard error when it fails, or when it takes longer than ten seconds (it is killed
// then).
Result<std::string> run_program(const std::vector<std::string>& argv);

}  // namespace haguard
