// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The interval of one heartbeat flow, learned from its counters alone: how many frames there were
// and when the last one came.
#pragma once

#include <cstdint>

namespace haguard {

class Rhythm {
 public:
  Rhythm() = default;
  // Of a flow whose interval is known already, with its counters as they are now.
  Rhythm(std::uint64_t interval_ns, std::uint64_t frames, std::uint64_t last_ns)
      : frames_(frames), last_ns_(last_ns), interval_ns_(interval_ns) {}

  // The flow's counters as they are now. True when there were new frames since the last call.
  bool observe(std::uint64_t frames, std::uint64_t last_ns);

  // Between two frames; 0 while fewer than three frames were seen.
  std::uint64_t interval_ns() const { return interval_ns_; }
  // Of the newest frame; 0: none yet.
  std::uint64_t last_ns() const { return last_ns_; }

 private:
  void learn(std::uint64_t gap_ns, std::uint64_t frames);

  std::uint64_t frames_ = 0;
  std::uint64_t last_ns_ = 0;
  std::uint64_t seen_ = 0;  // frames that make up the sum below, before there is an interval
  std::uint64_t sum_ns_ = 0;
  std::uint64_t interval_ns_ = 0;
  unsigned strange_ = 0;  // gaps in a row that are far longer or shorter than the interval
};

}  // namespace haguard
