// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which addresses and MACs are a unit's own, and which move between the units (a VRRP virtual
// router). Taking a shared address for the own one of today's active unit would drop the frames of
// tomorrow's.
#pragma once

#include "learn/draft.h"

namespace haguard {

// Which HA systems the units speak: draft.in_use, candidate.systems, policy.system.
// kNotFound: the configured system is unknown.
Status recognise_systems(Draft& draft);

// Fills the peers' macs, addresses, shared_macs and shared_addresses.
void assign_addresses(Draft& draft);

}  // namespace haguard
