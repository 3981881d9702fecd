// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Loading the egress program, which measures how long frames stay in this machine: one for each
// port of a link, over the link's map of residence times.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "bpf/map.h"
#include "bpf/program.h"

namespace haguard {

// `tag` is that of the link's stamps (hg_link_info.stamp_tag). kFailed with libbpf's last words.
Result<std::vector<Program>> load_egress(unsigned sides, std::uint32_t tag, const Map& residence);

// Which egress program this binary carries: a hash of its object file.
std::uint64_t carried_egress();

}  // namespace haguard
