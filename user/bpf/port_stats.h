// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the data path counted of one port, of all CPUs together. `port_stats` is that map of the
// link.
#pragma once

#include <array>
#include <cstdint>

#include "base/result.h"
#include "bpf/map.h"
#include "haguard/port_stats.h"

namespace haguard {

// By HG_REASON_INDEX.
using ReasonCounters = std::array<hg_counter, HG_REASON_SLOTS>;

Result<ReasonCounters> read_reasons(const Map& port_stats, std::uint32_t side);

Result<hg_stamp_stats> read_stamps(const Map& port_stats, std::uint32_t side);

}  // namespace haguard
