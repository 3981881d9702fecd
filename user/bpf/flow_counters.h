// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Map `flow_stats`: where each flow's counters stand (HG_FLOW_INDEX), and their sums over the CPUs.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "bpf/map.h"
#include "haguard/abi.h"

namespace haguard {

// Entries of the map for the flow ids 0..limit-1, and back.
Result<std::uint32_t> flow_entries(std::uint32_t limit);
Result<std::uint32_t> flow_limit(const Map& flow_stats);

// The map, and how many flow ids it was made for; the map outlives it.
class FlowCounters {
 public:
  FlowCounters(const Map& flow_stats, std::uint32_t limit) : map_(flow_stats), limit_(limit) {}

  // `last_ns` is the latest. kFailed: there is no such flow id.
  Result<hg_flow_stats> read(std::uint32_t flow_id) const;
  // Of the flow ids 0..count-1, in few calls.
  Result<std::vector<hg_flow_stats>> read_all(std::uint32_t count) const;
  // All zero, on each CPU.
  Status clear(std::uint32_t flow_id) const;

 private:
  Status require(std::uint32_t ids) const;
  const Map& map_;
  std::uint32_t limit_;
};

}  // namespace haguard
