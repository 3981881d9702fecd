// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/policy_reading.h"

#include <algorithm>
#include <utility>

#include "link/apply.h"
#include "link/counters.h"
#include "link/heartbeats.h"
#include "link/hold_time.h"
#include "link/store.h"
#include "systems/load.h"

namespace haguard {
namespace {

void add_system(const Link& link, const std::string& of_policy, PolicyLabels& labels) {
  const Result<std::vector<System>> systems = load_systems(link.place.systems);
  if (!systems.ok()) {
    link.place.warn(systems.error());
    return;
  }
  const std::string name = of_policy.empty() ? link.system() : of_policy;
  labels.default_hold_ns = default_hold_of(name, *systems).ns;
  if (const System* system = find_system(*systems, name); system != nullptr)
    labels.trip_limits = {system->latency_warn.value_or(0), system->latency_critical.value_or(0)};
}

// A flow of a file that was edited by hand may have no id; it has no counter, either.
Result<std::shared_ptr<const PolicyLabels>> read_labels(const Link& link, std::uint32_t table) {
  auto labels = std::make_shared<PolicyLabels>();
  labels->table = table;
  const Result<Policy> policy = policy_in_force(link);
  add_system(link, policy.ok() ? policy->system : std::string(), *labels);
  if (!policy.ok()) {
    // Ports and reasons are counted all the same.
    if (policy.error().kind != ErrorKind::kNotFound) link.place.warn(policy.error());
    return std::shared_ptr<const PolicyLabels>(std::move(labels));
  }
  HG_TRY(const FlowIds ids, Store(link.place, link.name).flow_ids());
  for (const Flow& flow : policy->flows) {
    const auto id = ids.find(flow_identity(flow));
    if (id == ids.end() || id->second >= link.info.flow_capacity) continue;
    labels->flows.push_back({id->second, flow.name, flow.from, flow.to, flow.heartbeat});
    labels->id_limit = std::max(labels->id_limit, id->second + 1);
  }
  for (const Peer& peer : policy->peers)
    labels->peers.push_back({peer.name, peer.port});
  return std::shared_ptr<const PolicyLabels>(std::move(labels));
}

Status read_heartbeats(const Link& link, PolicyReading& reading) {
  HG_TRY(const SlotOwners owners, read_slot_owners(link));
  std::vector<std::pair<const FlowLabels*, hg_heartbeat>> timed;
  for (const FlowLabels& flow : reading.labels->flows) {
    if (!flow.heartbeat) continue;
    HG_TRY(const auto heartbeat, read_heartbeat(link, owners, flow.id));
    if (heartbeat)
      timed.emplace_back(&flow, *heartbeat);
    else
      ++reading.untimed;
  }
  HG_TRY(const GapWatch watch, read_gap_watch(link));
  for (const auto& [flow, heartbeat] : timed)
    reading.heartbeats.push_back({*flow, heartbeat.gaps, watch.facts(heartbeat)});
  return Done{};
}

}  // namespace

Result<PolicyReading> read_policy(const Link& link, std::shared_ptr<const PolicyLabels>& labels) {
  constexpr int kTries = 3;
  for (int i = 0; i < kTries; ++i) {
    HG_TRY(const std::uint32_t before, table_id(link.maps.policy));
    if (!labels || labels->table != before) {
      HG_TRY(labels, read_labels(link, before));
    }
    PolicyReading reading;
    reading.labels = labels;
    HG_TRY(reading.flows, read_flows(link, labels->id_limit));
    HG_TRY(const hg_head head, read_head(link));
    reading.generation = head.generation;
    HG_CHECK(read_heartbeats(link, reading));
    HG_TRY(const std::uint32_t after, table_id(link.maps.policy));
    if (after == before) return reading;
  }
  return failed("read the policy: it is replaced again and again");
}

std::uint64_t hold_ns_of(const Link& link, const PolicyLabels& labels) {
  return link.info.hold_ns != 0 ? link.info.hold_ns : labels.default_hold_ns;
}

}  // namespace haguard
