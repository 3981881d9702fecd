// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Choosing the two units: named ones are facts; else the pair that looks most like HA units. Where
// two choices are equally good none is made: a wrong guess would let a stranger in.
#pragma once

#include "learn/draft.h"

namespace haguard {

// Fills draft.units (names, ports, MACs; addresses follow in shared.h), lowest side first. Fewer
// than two units: draft.remarks says why. kUsage: a named peer is on no port of this link.
Status choose_peers(Draft& draft);

}  // namespace haguard
