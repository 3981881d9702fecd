// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What this process may do.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace haguard {

// The effective set, bit by CAP_*, as the kernel shows it.
Result<std::uint64_t> effective_capabilities();

}  // namespace haguard
