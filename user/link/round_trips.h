// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Round trips between the peers, as the kernel has timed them.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "haguard/round_trip.h"
#include "link/link.h"

namespace haguard {

// "arp", "neighbour", "echo", "tcp_open", "ike".
const char* trip_name(hg_trip_kind kind);

// From a request that came in on port `asker` to its answer on port `answerer`.
Result<hg_histogram> read_round_trips(const Link& link, std::size_t asker, std::size_t answerer,
                                      hg_trip_kind kind);

}  // namespace haguard
