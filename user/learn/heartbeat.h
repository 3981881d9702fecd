// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which flows are heartbeats: those the knowledge base says, and those that behave like one: small,
// regular, and coming from both units.
#pragma once

#include "learn/draft.h"

namespace haguard {

// Sets Flow::heartbeat.
void find_heartbeats(Draft& draft);

}  // namespace haguard
