// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The programs that count what redirect could not send (bpf/transmit.bpf.c). They watch the whole
// machine and count for one link.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/fd.h"
#include "base/result.h"
#include "bpf/map.h"

namespace haguard {

inline constexpr std::size_t kTransmitCount = 2;

// Loads and attaches them; they stay as long as what is returned, or a pin of it. kFailed where the
// kernel has no BTF, or without CAP_PERFMON.
Result<std::array<Fd, kTransmitCount>> attach_transmit(const Map& redirect_stats,
                                                       const Map& redirect_ports);

// Which programs this binary carries: a hash of their object file.
std::uint64_t carried_transmit();

}  // namespace haguard
