// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the drivers on the path from one unit to the other have counted by themselves, so that a
// frame that is missing is laid to the right door: an overflown queue is not haguard's doing.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "harness/lab.h"

namespace haguard {

struct Hops {
  std::uint64_t entered = 0;      // the firewall's port gave to its XDP program
  std::uint64_t refused_in = 0;   // found the queue of that port full
  std::uint64_t refused_out = 0;  // the firewall's other port could not put on the cable
  std::uint64_t refused_end = 0;  // the unit's interface could not take
};

// Of the path that begins at the firewall's port of `side`.
Result<Hops> read_hops(const Lab& lab, int side);

}  // namespace haguard
