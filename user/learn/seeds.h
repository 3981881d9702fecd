// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What must be in the policy although the window did not show it. Every seed says why; a seed is
// always between the two units, or from one of them to an address the pair is known to use.
#pragma once

#include "learn/draft.h"

namespace haguard {

// What a recognised system sends beside a flow that was seen: the same ends, another protocol.
void seed_companions(Draft& draft);

// The other direction of what was seen: replies, and what the other unit sends once it is active.
void seed_directions(Draft& draft);

// ARP, neighbour discovery and group membership, without which the rest stops after minutes.
void seed_neighbours(Draft& draft);

// What the recognised systems send only at rare events.
void seed_rare_events(Draft& draft);

}  // namespace haguard
