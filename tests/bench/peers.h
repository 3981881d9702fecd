// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Contestants that are not haguard: a program that does nothing, and xdp-filter's programs.
#pragma once

#include "bench/contest.h"
#include "bench/xdp_filter.h"
#include "harness/bytes.h"

namespace haguard {

Contestant no_op_contestant(int program, const Bytes& frame, unsigned repeat);

// `filter` outlives it. Holds its counter to the number of frames.
Contestant filter_contestant(const char* name, const XdpFilter& filter, const Bytes& frame,
                             unsigned repeat, std::uint32_t verdict);

}  // namespace haguard
