// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What one scrape takes of the pair's rhythm: the gaps of its heartbeats, and its round trips.
#pragma once

#include "base/result.h"
#include "metrics/reading.h"

namespace haguard {

// Into reading.heartbeats and reading.untimed, by the names of the policy in force.
Status read_gaps(const Link& link, const PolicyLabels& labels, LinkReading& reading);

// Into reading.round_trips.
Status read_trips(const Link& link, LinkReading& reading);

}  // namespace haguard
