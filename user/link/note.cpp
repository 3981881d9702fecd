// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/note.h"

#include <utility>

#include "base/who.h"
#include "link/events.h"

namespace haguard {

void note(const Link& link, EventKind kind, std::string text, std::vector<std::string> details) {
  Event event;
  event.kind = kind.name();
  event.who = who();
  event.text = std::move(text);
  event.details = std::move(details);
  const Status recorded = record_event(link.place, link.name, std::move(event));
  if (!recorded.ok()) link.place.warn(recorded.error());
}

}  // namespace haguard
