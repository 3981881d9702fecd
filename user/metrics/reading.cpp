// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/reading.h"

#include <utility>

#include "base/clock.h"
#include "latency/histogram.h"
#include "metrics/latency_reading.h"

namespace haguard {
namespace {

Status read_policy_readings(const Link& link, std::shared_ptr<const PolicyLabels>& labels,
                            LinkReading& reading) {
  HG_TRY(PolicyReading policy, read_policy(link, labels));
  reading.policy = std::move(policy.labels);
  reading.generation = policy.generation;
  reading.flows = std::move(policy.flows);
  reading.untimed = policy.untimed;
  reading.heartbeats = with_missed(link, policy.heartbeats);
  return Done{};
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
  HG_CHECK(read_policy_readings(link, labels, reading));
  reading.hold_ns = hold_ns_of(link, *labels);
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
