// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/counters.h"

#include <algorithm>
#include <cstddef>

#include "bpf/flow_counters.h"
#include "bpf/port_stats.h"

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

Result<PortCounters> read_port(const Map& port_stats, std::uint32_t side) {
  HG_TRY(const ReasonCounters reasons, read_reasons(port_stats, side));
  PortCounters port;
  // Behind the reasons that there are, there is room for later ones.
  for (std::size_t d = 0; d < HG_DISPOSITIONS; ++d)
    std::copy_n(&reasons.at(HG_REASON_INDEX(d, 0)), HG_REASON_COUNT, port.by[d].begin());
  return port;
}

Result<std::vector<PortCounters>> read_ports(const Link& link) {
  std::vector<PortCounters> ports(link.ports().size());
  for (std::uint32_t side = 0; side < ports.size(); ++side) {
    HG_TRY(ports[side], read_port(link.maps.port_stats, side));
  }
  return ports;
}

Result<hg_flow_stats> read_flow(const Link& link, std::uint32_t flow_id) {
  return flow_counters(link).read(flow_id);
}

Result<std::vector<hg_flow_stats>> read_flows(const Link& link, std::uint32_t count) {
  return flow_counters(link).read_all(count);
}

Result<std::vector<hg_flow_stats>> read_flows(const Link& link,
                                              const std::vector<std::uint32_t>& ids) {
  const auto highest = std::max_element(ids.begin(), ids.end());
  HG_TRY(const auto all, read_flows(link, highest == ids.end() ? 0 : *highest + 1));
  std::vector<hg_flow_stats> flows;
  flows.reserve(ids.size());
  for (const std::uint32_t id : ids)
    flows.push_back(all.at(id));
  return flows;
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
