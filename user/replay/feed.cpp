// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "replay/feed.h"

namespace haguard {

bool can_be_run(const CapturedFrame& frame) {
  return frame.original_size >= HG_REPLAY_SHORTEST && frame.original_size <= HG_REPLAY_LONGEST;
}

Result<FedFrames> feed_capture(const ReplayGuard& guard, const Capture& capture,
                               const std::vector<std::uint8_t>& sides, Feeding feeding) {
  FedFrames fed;
  Feeder feeder(guard, feeding);
  for (std::size_t i = 0; i < capture.frames.size(); ++i) {
    const CapturedFrame& frame = capture.frames[i];
    if (!can_be_run(frame)) {
      ++(frame.original_size < HG_REPLAY_SHORTEST ? fed.too_short : fed.too_long);
      continue;
    }
    if (frame.bytes.size() < frame.original_size) ++fed.cut;
    HG_CHECK(feeder.add({sides.at(i), frame.time_ns, frame.bytes, frame.original_size}));
    ++fed.frames;
  }
  HG_CHECK(feeder.finish());
  return fed;
}

}  // namespace haguard
