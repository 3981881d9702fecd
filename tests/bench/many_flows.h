// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Policies of many flows: UDP between the pair, each flow with a pair of ports of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bpf/guard.h"
#include "fixture/pair.h"

namespace haguard {

Policy many_flows(std::uint32_t count);

// The frame of the n-th flow; a driver makes those of the others from it.
Bytes frame_of_flow(std::uint32_t n);

// The option of `haguard attach` for so many flows.
std::vector<std::string> room_for(std::uint32_t count);

// Of a link that has room for them, and for compiling them for it.
Capacity many_flows_capacity(std::uint32_t count);
CompileOptions many_flows_options(std::uint32_t count);

}  // namespace haguard
