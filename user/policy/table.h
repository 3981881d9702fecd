// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The policy table as userspace holds it: the content of one inner map.
#pragma once

#include <vector>

#include "haguard/abi.h"

namespace haguard {

// [0] is the head, [1] are the tags, then the slots. As long as the map: what stands behind the
// slots in use is zero.
using Table = std::vector<hg_entry>;

}  // namespace haguard
