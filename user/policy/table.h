// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The policy table as userspace holds it: the content of one inner map.
#pragma once

#include <vector>

#include "haguard/abi.h"

namespace haguard {

// [0] is the head, [1..slots] are the slots.
using Table = std::vector<hg_entry>;

}  // namespace haguard
