// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How many slots of a policy table its lines get. A table uses as few of a link's entries as make
// placing easy: what is small in memory stays in the CPU's cache.
#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "haguard/abi.h"
#include "policy/table_line.h"

namespace haguard {

// A head that has them. Of a table of so many entries. kFailed, with the numbers and a hint: more
// lines than those can hold.
Result<hg_head> head_for(std::span<const TableLine> lines, std::uint32_t entries);

}  // namespace haguard
