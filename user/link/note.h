// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// An event of what somebody just did to a link. One that cannot be written is told of, and must not
// undo what it tells.
#pragma once

#include <string>
#include <vector>

#include "link/event_kind.h"
#include "link/link.h"

namespace haguard {

void note(const Link& link, EventKind kind, std::string text,
          std::vector<std::string> details = {});

}  // namespace haguard
