// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/link_status.h"

#include <algorithm>
#include <utility>

#include "cli/latency_remarks.h"
#include "link/egress.h"
#include "link/learning.h"
#include "link/policy_summary.h"
#include "link/stamping.h"
#include "link/store.h"

namespace haguard {
namespace {

Result<std::vector<PortStatus>> read_port_status(const Link& link) {
  std::vector<PortStatus> ports;
  HG_TRY(const auto counters, read_ports(link));
  HG_TRY(const auto stamps, read_stamp_stats(link));
  HG_TRY(const auto redirects, read_redirect_stats(link));
  for (std::size_t side = 0; side < counters.size(); ++side) {
    PortStatus port;
    HG_TRY(port.state, read_port_state(link, side));
    port.generic = (link.info.ports[side].flags & HG_PORT_GENERIC) != 0;
    port.egress = has_egress(link, side);
    port.stamps = stamps[side];
    port.redirect = redirects[side];
    port.counters = counters[side];
    if (const Result<Program> program = program_of(link, side); program.ok())
      port.verified_instructions = program->verified_instructions;
    ports.push_back(std::move(port));
  }
  return ports;
}

// How many of these flows never had a frame. `ids` ascend.
Result<std::size_t> count_silent(const Link& link, const std::vector<std::uint32_t>& ids) {
  HG_TRY(const auto flows, read_flows(link, ids.empty() ? 0 : ids.back() + 1));
  return static_cast<std::size_t>(std::count_if(
      ids.begin(), ids.end(), [&flows](std::uint32_t id) { return flows[id].frames == 0; }));
}

Status add_policy(const Link& link, LinkStatus& status) {
  const Result<PolicySummary> read = read_summary(link);
  if (!read.ok()) status.policy_error = read.error();
  const PolicySummary policy = read.ok() ? *read : PolicySummary{};
  status.system = policy.system.empty() ? link.system() : policy.system;
  status.peers = policy.peers;
  status.flows = policy.flow_ids.size();
  HG_TRY(status.flows_without_frames, count_silent(link, policy.flow_ids));
  return Done{};
}

}  // namespace

Result<LinkStatus> read_link_status(const Link& link) {
  LinkStatus status;
  status.name = link.name;
  status.attached_at = link.info.attached_at;
  status.learn_capacity = link.info.learn_capacity;
  status.vlan = link.scope_vlan();
  status.scope = link.info.scope == HG_SCOPE_PEERS ? HG_SCOPE_PEERS : HG_SCOPE_LINK;
  HG_TRY(status.mode, read_mode(link.maps.control));
  HG_TRY(status.head, read_head(link));
  HG_TRY(status.ports, read_port_status(link));
  HG_CHECK(add_policy(link, status));
  HG_TRY(status.observations, count_observations(link.maps.learned));
  HG_TRY(status.not_recorded, read_stat(link, HG_STAT_LEARN_FULL));
  HG_TRY(status.memory_bytes, memory_of(link));
  HG_TRY(status.stamping, read_stamping(link.maps.control));
  HG_TRY(status.forward, read_forward(link));
  HG_TRY(status.held_forward, held_forward(link));
  status.failures_counted = counts_failed_redirects(link);
  HG_TRY(status.latency_remarks, latency_remarks(link));
  status.has_candidate = Store(link.place, link.name).has_candidate();
  return status;
}

}  // namespace haguard
