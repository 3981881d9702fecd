// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/counters.h"

#include "bpf/flow_counters.h"

namespace haguard {
namespace {

void add(hg_counter& sum, const hg_counter& value) {
  sum.frames += value.frames;
  sum.bytes += value.bytes;
}

FlowCounters flow_counters(const Link& link) {
  return {link.maps.flow_stats, link.info.flow_capacity};
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
  const auto slots = static_cast<std::uint32_t>(HG_REASON_INDEX(ports.size(), 0, 0));
  const unsigned cpus = possible_cpus();
  HG_CHECK(read_cpu_entries<hg_counter>(
      link.maps.reason_stats, slots, [&](std::uint32_t index, const hg_counter* values) {
        const std::uint32_t reason = index % HG_REASON_LIMIT;
        const std::uint32_t disposition = index / HG_REASON_LIMIT % HG_DISPOSITIONS;
        if (reason >= HG_REASON_COUNT) return;  // room for later reasons
        hg_counter& sum = ports[index / HG_REASON_LIMIT / HG_DISPOSITIONS].by[disposition][reason];
        for (unsigned cpu = 0; cpu < cpus; ++cpu)
          add(sum, values[cpu]);
      }));
  return ports;
}

Result<hg_flow_stats> read_flow(const Link& link, std::uint32_t flow_id) {
  return flow_counters(link).read(flow_id);
}

Result<std::vector<hg_flow_stats>> read_flows(const Link& link, std::uint32_t count) {
  return flow_counters(link).read_all(count);
}

Status clear_flow(const Link& link, std::uint32_t flow_id) {
  return flow_counters(link).clear(flow_id);
}

Result<std::uint64_t> read_stat(const Link& link, hg_link_stat stat) {
  HG_TRY(const auto cpus, read_cpus<std::uint64_t>(link.maps.link_stats, stat));
  std::uint64_t sum = 0;
  for (const std::uint64_t value : cpus)
    sum += value;
  return sum;
}

}  // namespace haguard
