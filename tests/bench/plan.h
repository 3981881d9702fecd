// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How much a run measures.
#pragma once

namespace haguard {

struct Plan {
  bool quick = false;

  unsigned rounds() const { return quick ? 3 : 41; }
  // Of real frames: a burst takes longer.
  unsigned wire_rounds() const { return quick ? 3 : 21; }
  // Of what is set up several times: how often, and for so many rounds each time.
  unsigned stages() const { return quick ? 2 : 7; }
  unsigned stage_rounds() const { return quick ? 2 : 5; }
  unsigned wire_frames() const { return quick ? 40'000 : 100'000; }
  static constexpr unsigned kRepeat = 100'000;  // frames of one short measurement
};

}  // namespace haguard
