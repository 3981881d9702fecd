// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Frames to the program: many for one system call where this kernel and this user can, otherwise
// one by one, with the same effect.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "bpf/replay_feed.h"

namespace haguard {

enum class Feeding : std::uint8_t { kTogether, kOneByOne };

class Feeder {
 public:
  // The guard outlives it.
  Feeder(const ReplayGuard& guard, Feeding feeding);

  // Runs the frame now or later, in the order in which they come.
  Status add(const ReplayFrame& frame);
  // Runs what was added.
  Status finish();

 private:
  const ReplayGuard& guard_;
  std::optional<ReplayFeed> feed_;
  std::vector<std::uint8_t> whole_;  // of one frame
};

}  // namespace haguard
