// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How much a run measures.
#pragma once

namespace haguard {

struct Plan {
  bool quick = false;

  unsigned rounds() const { return quick ? 3 : 41; }
  // Of real frames: a burst takes longer.
  unsigned wire_rounds() const { return quick ? 3 : 21; }
  // Of rivals on wires: as often they are set up, and held for so many rounds each time.
  unsigned wire_setups() const { return quick ? 2 : 7; }
  unsigned setup_rounds() const { return quick ? 2 : 5; }
  unsigned wire_frames() const { return quick ? 40'000 : 100'000; }
  static constexpr unsigned kRepeat = 100'000;  // frames of one short measurement
};

}  // namespace haguard
