// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unit/top/looks.h"

namespace haguard {

LinkLook small_look() {
  LinkLook look;
  look.name = "rooms";
  look.at_ns = 1000 * kLookSecond;
  look.mode.mode = HG_MODE_ENFORCE;
  look.hold_ns = 15 * kLookSecond;
  look.ports = {{"eth1", PortCondition::kLive, PortSignal::kCarrier, {}, 0},
                {"eth2", PortCondition::kLive, PortSignal::kCarrier, {}, 0}};
  swap_policy(look, {{0, "hello", "primary", "secondary", true},
                     {1, "hello back", "secondary", "primary", true},
                     {4, "sync", "primary", "", false}});
  return look;
}

LinkLook later(const LinkLook& look, std::uint64_t elapsed_ns) {
  LinkLook next = look;
  next.at_ns += elapsed_ns;
  return next;
}

void count_flow(LinkLook& look, std::uint32_t id, std::uint64_t frames, std::uint64_t bytes) {
  hg_flow_stats& stats = look.policy.flows.at(id);
  stats.frames += frames;
  stats.bytes += frames * bytes;
  stats.last_ns = look.at_ns;
}

void count_port(LinkLook& look, std::size_t side, hg_disposition disposition, hg_reason reason,
                std::uint64_t frames) {
  hg_counter& counter = look.ports.at(side).counters.by.at(disposition).at(reason);
  counter.frames += frames;
  counter.bytes += frames * 100;
}

void swap_policy(LinkLook& look, std::vector<FlowLabels> flows) {
  PolicyLabels labels;
  for (const FlowLabels& flow : flows)
    labels.id_limit = std::max(labels.id_limit, flow.id + 1);
  labels.flows = std::move(flows);
  labels.peers = {{"primary", "eth1"}, {"secondary", "eth2"}};
  look.policy.labels = std::make_shared<const PolicyLabels>(std::move(labels));
  look.policy.flows.resize(look.policy.labels->id_limit);
  ++look.policy.generation;
}

TimedFlow heartbeat_of(const FlowLabels& flow, std::uint64_t silent_ns) {
  TimedFlow timed{flow, {}, {}};
  timed.facts.interval_ns = kLookSecond;
  timed.facts.silent_ns = silent_ns;
  timed.facts.missed_now = silent_ns / kLookSecond;
  return timed;
}

}  // namespace haguard
