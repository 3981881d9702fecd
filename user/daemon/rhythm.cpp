// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/rhythm.h"

namespace haguard {
namespace {

constexpr std::uint64_t kGapsForInterval = 2;
constexpr std::uint64_t kFarOff = 4;   // times longer or shorter: a silence or a burst
constexpr unsigned kStrangeLimit = 4;  // ... unless it goes on like that
constexpr std::uint64_t kWeight = 4;   // of the past against one gap

}  // namespace

bool Rhythm::observe(std::uint64_t frames, std::uint64_t last_ns) {
  const bool first = last_ns_ == 0;
  const std::uint64_t fresh = frames - frames_;
  const bool heard = last_ns > last_ns_ && fresh != 0;
  if (heard && !first) learn(last_ns - last_ns_, fresh);
  frames_ = frames;
  last_ns_ = last_ns > last_ns_ ? last_ns : last_ns_;
  return heard;
}

void Rhythm::learn(std::uint64_t gap_ns, std::uint64_t frames) {
  if (interval_ns_ == 0) {
    sum_ns_ += gap_ns;
    seen_ += frames;
    if (seen_ >= kGapsForInterval) interval_ns_ = sum_ns_ / seen_;
    return;
  }
  const std::uint64_t interval = gap_ns / frames;
  if (interval > kFarOff * interval_ns_ || interval * kFarOff < interval_ns_) {
    if (++strange_ < kStrangeLimit) return;
    interval_ns_ = interval;
  }
  strange_ = 0;
  interval_ns_ = (interval_ns_ * (kWeight - 1) + interval) / kWeight;
}

}  // namespace haguard
