// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How many hellos each heartbeat flow has missed since the link was attached, as a counter that
// never goes back, whoever reads it:
//   <state>/<link>/missed-hellos.json
// It is written when a hello was missed or an interval has changed, so hardly ever.
#pragma once

#include <cstdint>
#include <map>

#include "latency/gaps.h"
#include "link/link.h"

namespace haguard {

using MissedHellos = std::map<std::uint32_t, std::uint64_t>;  // by flow id

// Of every flow in `facts`, by flow id. A file that cannot be read starts again; one that cannot be
// written is told as a warning of the place. Two that count at once make the same of the same
// facts, so that neither waits.
MissedHellos count_missed_hellos(const Link& link, const std::map<std::uint32_t, GapFacts>& facts);

}  // namespace haguard
