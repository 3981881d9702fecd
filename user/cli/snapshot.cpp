// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/snapshot.h"

#include <algorithm>

#include "base/units.h"
#include "link/apply.h"
#include "link/counters.h"
#include "link/policy_summary.h"
#include "systems/load.h"
#include "systems/match.h"

namespace haguard {
namespace {

Result<std::vector<FlowRow>> read_flow_rows(const Link& link, const Policy& policy,
                                            const std::vector<System>& systems) {
  HG_TRY(const std::vector<std::uint32_t> ids, flow_ids_of(link, policy));
  HG_TRY(const auto stats, read_flows(link, ids));
  std::vector<FlowRow> rows;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Flow& flow = policy.flows[i];
    FlowRow row;
    row.flow = flow;
    row.label = label_text(labels_of(facts_of(flow), systems, policy.system));
    row.id = ids[i];
    row.stats = stats[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

PeerRow peer_row(const Peer& peer, const std::vector<FlowRow>& flows) {
  PeerRow row;
  row.peer = peer;
  for (const FlowRow& flow : flows) {
    if (flow.flow.from != peer.name) continue;
    row.frames += flow.stats.frames;
    row.last_ns = std::max<std::uint64_t>(row.last_ns, flow.stats.last_ns);
  }
  return row;
}

}  // namespace

std::vector<System> knowledge_base(const Context& context) {
  Result<std::vector<System>> systems = load_systems(context.place.systems);
  if (systems.ok()) return std::move(*systems);
  warn(systems.error().message, systems.error().hint);
  return {};
}

Result<PolicyRows> read_policy_rows(const Context& context, const Link& link) {
  PolicyRows rows;
  Result<Policy> policy = policy_in_force(link);
  if (!policy.ok() && policy.error().kind == ErrorKind::kNotFound) return rows;
  if (!policy.ok()) return policy.error();
  HG_TRY(rows.flows, read_flow_rows(link, *policy, knowledge_base(context)));
  for (const Peer& peer : policy->peers)
    rows.peers.push_back(peer_row(peer, rows.flows));
  rows.policy = std::move(*policy);
  return rows;
}

std::string format_ago(std::uint64_t last_ns, std::uint64_t now_ns) {
  if (last_ns == 0) return "never";
  return format_duration(now_ns - std::min(last_ns, now_ns)) + " ago";
}

}  // namespace haguard
