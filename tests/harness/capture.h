// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Captures (pcap or pcapng) as frames in memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/bytes.h"

namespace haguard {

struct CapturedFrame {
  std::uint64_t time_ns = 0;  // since the epoch
  std::uint32_t original_size =
      0;  // on the wire; more than bytes.size() when cut by the snap length
  Bytes bytes;
};

struct Capture {
  int link_type = 0;  // 1: ethernet
  std::vector<CapturedFrame> frames;
};

// kNotFound when absent, kFailed when it is not a capture or ends in the middle of a record.
Result<Capture> read_capture(const std::string& path);

}  // namespace haguard
