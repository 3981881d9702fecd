// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the code of the data path says of each frame of a capture, run here (policy/datapath.h): the
// kernel counts, and does not say of which frame. Both have to come to the same.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "haguard/abi.h"
#include "link/counters.h"
#include "policy/table.h"
#include "replay/capture.h"
#include "replay/kinds.h"

namespace haguard {

// Kinds of dropped frames that are kept at a time.
inline constexpr std::size_t kKindsKept = 65536;

struct CaptureVerdicts {
  using Reasons = std::array<std::uint64_t, HG_REASON_COUNT>;
  std::vector<Reasons> sides;        // frames by side and reason
  std::vector<std::uint64_t> flows;  // frames by flow id
  std::vector<CountedKind> dropped;  // most frequent first
  bool has_all_kinds = true;         // false: `dropped` has the most frequent ones

  std::uint64_t frames_dropped() const;
};

// Of the frames that can be run (feed.h). `flows`: how many flow ids there are.
CaptureVerdicts judge_capture(const Capture& capture, const std::vector<std::uint8_t>& frame_sides,
                              const Table& table, std::size_t sides, std::size_t flows,
                              std::size_t kinds_kept = kKindsKept);

// kFailed: the kernel counted something else. `ports` and `flows` are its counters, by side and by
// flow id; `names` those of the ports.
Status check_agreement(const CaptureVerdicts& verdicts, const std::vector<PortCounters>& ports,
                       const std::vector<hg_flow_stats>& flows,
                       const std::vector<std::string>& names);

}  // namespace haguard
