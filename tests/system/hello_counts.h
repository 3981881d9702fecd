// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Hellos of a pair, counted at both ends and by the guard between them.
#pragma once

#include <cstdint>
#include <functional>

#include "harness/asa_pair.h"
#include "system/guest_haguard.h"

namespace haguard {

// One direction, from the start of the units.
struct HelloCount {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  // That never arrived; one that is under way is none.
  std::uint64_t missing = 0;
};

struct HelloCounts {
  HelloCount from_a;
  HelloCount from_b;
};

HelloCounts count_hellos(AsaPair& pair);

// While `work` runs, and until each unit has heard a few more, every hello that was sent arrives,
// no unit takes over, and haguard counts the hellos of both.
void check_no_hello_lost(AsaPair& pair, const GuestHaguard& haguard,
                         const std::function<void()>& work);

}  // namespace haguard
