// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Numbers and switches that the kernel shows under /proc.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace haguard {

// The first number in a file of /proc. kNotFound where there is no such file.
Result<std::uint64_t> read_number(const std::string& path);

// That number is not 0. Absent is off.
Result<bool> read_switch(const std::string& path);

}  // namespace haguard
