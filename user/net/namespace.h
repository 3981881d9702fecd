// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The network namespace of the caller.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace haguard {

// The kernel's own number of it, never used twice until the next boot (SO_NETNS_COOKIE).
Result<std::uint64_t> netns_cookie();

}  // namespace haguard
