// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Frames out of a pcap or pcapng file, as they were on the wire.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace haguard {

struct CapturedFrame {
  std::uint64_t time_ns = 0;        // since the epoch
  std::uint32_t original_size = 0;  // on the wire
  std::vector<std::uint8_t> bytes;  // what the capture kept, at most `original_size`
};

struct Capture {
  std::vector<CapturedFrame> frames;  // in the order of the file
};

// What a capture may come to in memory: whoever made it may mean harm.
struct CaptureLimits {
  std::size_t frames = 20'000'000;
  std::uint64_t bytes = 4'000'000'000U;  // of the frames, as far as they were kept
};

// Ethernet captures only; other link types are kFailed with a hint, as are files that are no
// capture. A file that breaks off in the middle is an error too: half a capture is no evidence.
// kNotFound when there is no such file. One beyond the limits is kFailed.
Result<Capture> read_capture(const std::string& path, const CaptureLimits& limits = {});

}  // namespace haguard
