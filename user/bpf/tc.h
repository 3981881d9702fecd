// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The egress hook of an interface: a tc filter with a handle and a priority of our own, in the
// clsact qdisc. What must stay true: the qdisc and the filters of anybody else are left alone.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace haguard {

// "HG". Before the filters that tc numbers by itself, behind those that somebody put first.
inline constexpr std::uint32_t kEgressHandle = 0x4847;
inline constexpr std::uint32_t kEgressPriority = 0x4847;

// The program of our filter; 0: no filter, or no clsact qdisc.
Result<std::uint32_t> query_egress(unsigned ifindex);

// Makes the clsact qdisc where there is none: true then.
Result<bool> ensure_clsact(unsigned ifindex);

// Puts the program on the egress, in the place of the one that our filter had, if any: one of the
// two sees every frame.
Status attach_egress(int program, unsigned ifindex);

// Removes our filter. Absent is fine.
Status detach_egress(unsigned ifindex);

// Removes the qdisc, with every filter in it.
Status remove_clsact(unsigned ifindex);

}  // namespace haguard
