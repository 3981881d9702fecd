// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Taking out what was seen but is not proven to belong: a single frame that nothing explains, one
// direction of what needs two.
#pragma once

#include "learn/draft.h"

namespace haguard {

// Moves flows from the candidate to draft.doubts. Before seeding, so that only what was seen
// counts.
void remove_unproven(Draft& draft);

}  // namespace haguard
