// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How many events of each kind a link had, which never goes back as the list of events does:
//   <state>/<link>/event-counts.json
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "link/place.h"

namespace haguard {

// By kind; since there is the link.
using EventCounts = std::map<std::string, std::uint64_t>;

Result<EventCounts> read_event_counts(const Place& place, const std::string& link);

// One more. Waits for another one who counts, but for no more than 100 ms.
Status count_event(const Place& place, const std::string& link, const std::string& kind);

}  // namespace haguard
