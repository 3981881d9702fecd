// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/flow_counters.h"

#include <fmt/format.h>

#include <algorithm>

namespace haguard {
namespace {

void add(hg_flow_stats& sum, const hg_flow_stats& value) {
  sum.frames += value.frames;
  sum.bytes += value.bytes;
  sum.last_ns = std::max(sum.last_ns, value.last_ns);
}

}  // namespace

Result<std::uint32_t> flow_entries(std::uint32_t limit) {
  HG_TRY(const unsigned cpus, cpu_numbers());
  return HG_FLOW_INDEX(cpus, limit, 0);
}

Result<std::uint32_t> flow_limit(const Map& flow_stats) {
  HG_TRY(const MapInfo info, flow_stats.info());
  HG_TRY(const unsigned cpus, cpu_numbers());
  return info.max_entries / cpus;
}

Status FlowCounters::require(std::uint32_t ids) const {
  if (ids <= limit_) return Done{};
  return failed(fmt::format("find the counters of {} flow ids: map {} was made for {}", ids,
                            map_.name(), limit_));
}

Result<hg_flow_stats> FlowCounters::read(std::uint32_t flow_id) const {
  HG_CHECK(require(flow_id + 1));
  HG_TRY(const unsigned cpus, cpu_numbers());
  hg_flow_stats sum{};
  for (unsigned cpu = 0; cpu < cpus; ++cpu) {
    HG_TRY(const auto value, read_entry<hg_flow_stats>(map_, HG_FLOW_INDEX(cpu, limit_, flow_id)));
    add(sum, value);
  }
  return sum;
}

Result<std::vector<hg_flow_stats>> FlowCounters::read_all(std::uint32_t count) const {
  HG_CHECK(require(count));
  HG_TRY(const unsigned cpus, cpu_numbers());
  std::vector<hg_flow_stats> flows(count);
  for (unsigned cpu = 0; cpu < cpus; ++cpu) {
    const std::uint32_t first = HG_FLOW_INDEX(cpu, limit_, 0);
    HG_CHECK(read_entries<hg_flow_stats>(map_, first, count,
                                         [&](std::uint32_t index, const hg_flow_stats& value) {
                                           add(flows.at(index - first), value);
                                         }));
  }
  return flows;
}

Status FlowCounters::clear(std::uint32_t flow_id) const {
  HG_CHECK(require(flow_id + 1));
  HG_TRY(const unsigned cpus, cpu_numbers());
  for (unsigned cpu = 0; cpu < cpus; ++cpu)
    HG_CHECK(write_entry(map_, HG_FLOW_INDEX(cpu, limit_, flow_id), hg_flow_stats{}));
  return Done{};
}

}  // namespace haguard
