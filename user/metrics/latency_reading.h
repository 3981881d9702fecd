// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What one scrape takes of the pair's rhythm: the gaps of its heartbeats, and its round trips.
#pragma once

#include <vector>

#include "base/result.h"
#include "metrics/reading.h"

namespace haguard {

// With the hellos that each flow missed since the link was attached.
std::vector<GapReading> with_missed(const Link& link, const std::vector<TimedFlow>& heartbeats);

// Into reading.round_trips.
Status read_trips(const Link& link, LinkReading& reading);

}  // namespace haguard
