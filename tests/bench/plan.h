// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How much a run measures.
#pragma once

namespace haguard {

struct Plan {
  bool quick = false;

  unsigned rounds() const { return quick ? 7 : 41; }
  static constexpr unsigned kRepeat = 100'000;  // frames of one short measurement
};

}  // namespace haguard
