// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Reading what the data path counted, summed over the CPUs.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "haguard/abi.h"
#include "link/link.h"

namespace haguard {

// By disposition and reason; their sum is what the port received.
struct PortCounters {
  std::array<std::array<hg_counter, HG_REASON_COUNT>, HG_DISPOSITIONS> by{};

  hg_counter total(hg_disposition disposition) const;
  hg_counter received() const;
};

// `port_stats` is that map of a link.
Result<PortCounters> read_port(const Map& port_stats, std::uint32_t side);

// One for each port of the link.
Result<std::vector<PortCounters>> read_ports(const Link& link);

Result<hg_flow_stats> read_flow(const Link& link, std::uint32_t flow_id);

// Of the flow ids 0..count-1, at once.
Result<std::vector<hg_flow_stats>> read_flows(const Link& link, std::uint32_t count);

// Of these ids, in their order.
Result<std::vector<hg_flow_stats>> read_flows(const Link& link,
                                              const std::vector<std::uint32_t>& ids);

// The next frame of this id is its first.
Status clear_flow(const Link& link, std::uint32_t flow_id);

// enum hg_link_stat.
Result<std::uint64_t> read_stat(const Link& link, hg_link_stat stat);

}  // namespace haguard
