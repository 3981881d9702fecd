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
  // Of hits, which take so little that a noisy moment counts: rounds are cheap, to set up is not.
  static constexpr unsigned kHitRounds = 5;
  // Of a million flows: to set them up takes longest of all.
  unsigned flow_stages() const { return quick ? 1 : 7; }
  unsigned flow_rounds() const { return quick ? 3 : 5; }
  unsigned wire_frames() const { return quick ? 40'000 : 100'000; }
  static constexpr unsigned kRepeat = 100'000;  // frames of one short measurement
};

}  // namespace haguard
