// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/counters.h"

#include <algorithm>

namespace haguard {
namespace {

void add(hg_counter& sum, const hg_counter& value) {
  sum.frames += value.frames;
  sum.bytes += value.bytes;
}

Result<hg_counter> read_counter(const Link& link, std::uint32_t index) {
  HG_TRY(const auto cpus, read_cpus<hg_counter>(link.maps.reason_stats, index));
  hg_counter sum{};
  for (const hg_counter& value : cpus)
    add(sum, value);
  return sum;
}

}  // namespace

hg_counter PortCounters::total(hg_disposition disposition) const {
  hg_counter sum{};
  for (const hg_counter& value : by.at(disposition))
    add(sum, value);
  return sum;
}

hg_counter PortCounters::received() const {
  hg_counter sum{};
  for (std::size_t d = 0; d < by.size(); ++d)
    add(sum, total(static_cast<hg_disposition>(d)));
  return sum;
}

Result<std::vector<PortCounters>> read_ports(const Link& link) {
  std::vector<PortCounters> ports(link.ports().size());
  for (std::uint32_t side = 0; side < ports.size(); ++side)
    for (std::uint32_t d = 0; d < HG_DISPOSITIONS; ++d)
      for (std::uint32_t reason = 0; reason < HG_REASON_COUNT; ++reason) {
        HG_TRY(ports[side].by[d][reason], read_counter(link, HG_REASON_INDEX(side, d, reason)));
      }
  return ports;
}

Result<hg_flow_stats> read_flow(const Link& link, std::uint32_t flow_id) {
  HG_TRY(const auto cpus, read_cpus<hg_flow_stats>(link.maps.flow_stats, flow_id));
  hg_flow_stats sum{};
  for (const hg_flow_stats& value : cpus) {
    sum.frames += value.frames;
    sum.bytes += value.bytes;
    sum.last_ns = std::max(sum.last_ns, value.last_ns);
  }
  return sum;
}

Result<std::uint64_t> read_stat(const Link& link, hg_link_stat stat) {
  HG_TRY(const auto cpus, read_cpus<std::uint64_t>(link.maps.link_stats, stat));
  std::uint64_t sum = 0;
  for (const std::uint64_t value : cpus)
    sum += value;
  return sum;
}

}  // namespace haguard
