// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The frames of a capture to the program, in their order, and which of them cannot be run.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "replay/capture.h"
#include "replay/feeder.h"

namespace haguard {

struct FedFrames {
  std::size_t frames = 0;     // that were run
  std::size_t too_short = 0;  // below 14 bytes, which no program can be given
  std::size_t too_long = 0;   // beyond what a test run takes
  std::size_t cut = 0;        // of `frames`: kept shorter than they were; filled up with zeros
};

bool can_be_run(const CapturedFrame& frame);

// `sides`: of each frame of the capture.
Result<FedFrames> feed_capture(const ReplayGuard& guard, const Capture& capture,
                               const std::vector<std::uint8_t>& sides, Feeding feeding);

}  // namespace haguard
