// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Counts what arrived and what is missing of one numbered sequence.
#pragma once

#include <cstdint>

namespace haguard {

class AsaTracker {
 public:
  // A new session (the sender restarted) starts a new span; what was lost before stays counted.
  void arrived(std::uint32_t session, std::uint64_t sequence) {
    ++received_;
    if (span_received_ == 0 || session != session_) {
      lost_before_ += span_lost();
      session_ = session;
      first_ = sequence;
      highest_ = sequence;
      span_received_ = 1;
      return;
    }
    ++span_received_;
    if (sequence <= highest_) ++late_;
    if (sequence > highest_) highest_ = sequence;
    if (sequence < first_) first_ = sequence;
  }

  std::uint64_t received() const { return received_; }
  // Missing between the lowest and the highest number seen.
  std::uint64_t lost() const { return lost_before_ + span_lost(); }
  // Out of order, or twice.
  std::uint64_t late() const { return late_; }
  std::uint64_t highest() const { return highest_; }

 private:
  std::uint64_t span_lost() const {
    if (span_received_ == 0) return 0;
    const std::uint64_t span = highest_ - first_ + 1;
    return span > span_received_ ? span - span_received_ : 0;
  }

  std::uint32_t session_ = 0;
  std::uint64_t first_ = 0;
  std::uint64_t highest_ = 0;
  std::uint64_t span_received_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t lost_before_ = 0;
  std::uint64_t late_ = 0;
};

}  // namespace haguard
