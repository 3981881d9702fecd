// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Sorting every observation: the units' own traffic goes on, all other becomes a doubt with its
// reason.
#pragma once

#include "learn/draft.h"

namespace haguard {

// Fills draft.traffic and draft.doubts.
void sort_traffic(Draft& draft);

}  // namespace haguard
