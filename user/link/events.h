// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What happened to a link, in order, for the operator who asks afterwards:
//   <state>/<link>/events.jsonl     one JSON object a line, appended
//   <state>/<link>/events.old.jsonl the part before that; together they are bounded
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "link/place.h"

namespace haguard {

inline constexpr std::size_t kEventBytes = 1U << 20U;  // of each of the two files

struct Event {
  std::int64_t at_ms = 0;  // since the epoch; 0: now
  std::string kind;        // event_kind.h
  std::string who;         // empty: haguard itself
  std::string text;        // one line
  std::vector<std::string> details;
};

// Appended as a whole line. A failure loses this event and nothing else.
Status record_event(const Place& place, const std::string& link, Event event);

// In order. Lines that are torn are left out.
Result<std::vector<Event>> read_events(const Place& place, const std::string& link);

// One line of the file; nothing where it is torn.
std::optional<Event> parse_event(const std::string& line);

// The part that is written to, and the one before it.
std::string events_path(const Place& place, const std::string& link);
std::string older_events_path(const Place& place, const std::string& link);

}  // namespace haguard
