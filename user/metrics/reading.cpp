// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/reading.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "latency/histogram.h"
#include "link/apply.h"
#include "link/hold_time.h"
#include "link/store.h"
#include "metrics/latency_reading.h"
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

// Names and counters of one policy: an id may belong to another flow in the next one.
Status read_policy(const Link& link, std::shared_ptr<const PolicyLabels>& labels,
                   LinkReading& reading) {
  constexpr int kTries = 3;
  for (int i = 0; i < kTries; ++i) {
    HG_TRY(const std::uint32_t before, table_id(link.maps.policy));
    if (!labels || labels->table != before) {
      HG_TRY(labels, read_labels(link, before));
    }
    HG_TRY(reading.flows, read_flows(link, labels->id_limit));
    HG_TRY(const hg_head head, read_head(link));
    reading.generation = head.generation;
    reading.policy = labels;
    HG_CHECK(read_gaps(link, *labels, reading));
    HG_TRY(const std::uint32_t after, table_id(link.maps.policy));
    if (after == before) return Done{};
  }
  return failed("read the policy: it is replaced again and again");
}

Status read_port_readings(const Link& link, LinkReading& reading) {
  HG_TRY(std::vector<PortCounters> counters, read_ports(link));
  for (std::size_t side = 0; side < counters.size(); ++side) {
    PortReading port;
    port.counters = counters[side];
    HG_TRY(port.state, read_port_state(link, side));
    port.generic = (link.info.ports[side].flags & HG_PORT_GENERIC) != 0;
    if (const Result<Program> program = program_of(link, side); program.ok()) {
      port.program_id = program->id;
      HG_TRY(port.run, read_run_stats(*program));
    }
    reading.ports.push_back(std::move(port));
  }
  return Done{};
}

Status read_residence_readings(const Link& link, LinkReading& reading) {
  HG_TRY(const auto stamps, read_stamp_stats(link));
  for (std::size_t side = 0; side < stamps.size(); ++side)
    reading.ports.at(side).stamps = stamps[side];
  for (std::size_t from = 0; from < stamps.size(); ++from)
    for (std::size_t to = 0; to < stamps.size(); ++to)
      for (const hg_stamp_class kind : {HG_CLASS_HEARTBEAT, HG_CLASS_OTHER}) {
        ResidenceReading one{from, to, kind, {}};
        HG_TRY(one.histogram, read_residence(link, from, to, kind));
        // Back out of the port that it came in by: a hairpin, which few have.
        if (from != to || count_of(one.histogram) != 0) reading.residence.push_back(one);
      }
  return Done{};
}

}  // namespace

Result<LinkReading> read_link(const Link& link, std::shared_ptr<const PolicyLabels>& labels) {
  LinkReading reading;
  reading.name = link.name;
  reading.system = link.system();
  reading.vlan = link.scope_vlan();
  reading.scope = link.info.scope == HG_SCOPE_PEERS ? HG_SCOPE_PEERS : HG_SCOPE_LINK;
  reading.flow_capacity = link.info.flow_capacity;
  reading.learn_capacity = link.info.learn_capacity;
  reading.monotonic_ns = monotonic_ns();
  reading.wall_ms = wall_milliseconds();
  HG_TRY(reading.mode, read_mode(link.maps.control));
  HG_CHECK(read_policy(link, labels, reading));
  reading.hold_ns = link.info.hold_ns != 0 ? link.info.hold_ns : labels->default_hold_ns;
  HG_CHECK(read_port_readings(link, reading));
  HG_CHECK(read_residence_readings(link, reading));
  HG_CHECK(read_trips(link, reading));
  HG_TRY(reading.learned, count_entries(link.maps.learned));
  HG_TRY(reading.learn_full, read_stat(link, HG_STAT_LEARN_FULL));
  HG_TRY(reading.samples_lost, read_stat(link, HG_STAT_SAMPLES_LOST));
  HG_TRY(reading.memory, memory_by_map(link));
  HG_TRY(reading.events, read_event_counts(link.place, link.name));
  reading.up = true;
  return reading;
}

}  // namespace haguard
