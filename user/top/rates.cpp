// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "top/rates.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace haguard {
namespace {

PortRates port_rates(const PortLook* before, const PortLook& now, std::uint64_t elapsed_ns) {
  PortRates rates;
  rates.name = now.name;
  rates.condition = now.condition;
  rates.signal = now.signal;
  rates.errors = now.errors;
  if (before == nullptr) return rates;
  const auto frames = [&](hg_disposition disposition) {
    return rate_between(before->counters.total(disposition).frames,
                        now.counters.total(disposition).frames, elapsed_ns);
  };
  const hg_counter earlier = before->counters.received();
  const hg_counter later = now.counters.received();
  rates.received = rate_between(earlier.frames, later.frames, elapsed_ns);
  rates.bytes = rate_between(earlier.bytes, later.bytes, elapsed_ns);
  rates.passed = frames(HG_PASSED);
  rates.would_drop = frames(HG_WOULD_DROP);
  rates.dropped = frames(HG_DROPPED);
  rates.new_errors = rate_between(before->errors, now.errors, elapsed_ns);
  return rates;
}

const PortLook* port_before(const LinkLook* before, std::size_t side) {
  return before != nullptr && side < before->ports.size() ? &before->ports[side] : nullptr;
}

// Of all ports together.
double drops_for(std::uint32_t reason, const LinkLook& before, const LinkLook& now,
                 std::uint64_t elapsed_ns) {
  double drops = 0;
  for (std::size_t side = 0; side < std::min(before.ports.size(), now.ports.size()); ++side)
    for (const hg_disposition d : {HG_WOULD_DROP, HG_DROPPED})
      drops += rate_between(before.ports[side].counters.by.at(d).at(reason).frames,
                            now.ports[side].counters.by.at(d).at(reason).frames, elapsed_ns)
                   .value_or(0);
  return drops;
}

std::optional<BusiestReason> busiest_reason(const LinkLook& before, const LinkLook& now,
                                            std::uint64_t elapsed_ns) {
  BusiestReason busiest;
  for (std::uint32_t reason = HG_REASON_FIRST_DROP; reason < HG_REASON_COUNT; ++reason) {
    const double drops = drops_for(reason, before, now, elapsed_ns);
    if (drops > busiest.per_second) busiest = {reason, drops};
  }
  return busiest.per_second > 0 ? std::optional(busiest) : std::nullopt;
}

// The counters of the same flow, by id. With another policy the id may be another flow's.
class FlowsBefore {
 public:
  FlowsBefore(const LinkLook* before, const LinkLook& now) : before_(before) {
    if (before == nullptr || before->policy.labels == now.policy.labels) return;
    of_id_.emplace();
    for (const FlowLabels& flow : before->policy.labels->flows)
      of_id_->emplace(flow.id, &flow);
  }

  const hg_flow_stats* find(const FlowLabels& flow) const {
    if (before_ == nullptr || flow.id >= before_->policy.flows.size()) return nullptr;
    if (of_id_) {
      const auto found = of_id_->find(flow.id);
      if (found == of_id_->end() || !(*found->second == flow)) return nullptr;
    }
    return &before_->policy.flows[flow.id];
  }

 private:
  const LinkLook* before_;
  std::optional<std::unordered_map<std::uint32_t, const FlowLabels*>> of_id_;
};

std::vector<FlowRates> flow_rates(const LinkLook* before, const LinkLook& now,
                                  std::uint64_t elapsed_ns) {
  std::unordered_map<std::uint32_t, const GapFacts*> silences;
  for (const TimedFlow& timed : now.policy.heartbeats)
    silences[timed.flow.id] = &timed.facts;
  const FlowsBefore earlier(before, now);
  std::vector<FlowRates> rates;
  rates.reserve(now.policy.labels->flows.size());
  for (const FlowLabels& flow : now.policy.labels->flows) {
    FlowRates one;
    one.link = &now;
    one.flow = &flow;
    one.stats = now.policy.flows.at(flow.id);
    const auto silence = silences.find(flow.id);
    if (silence != silences.end()) one.silence = silence->second;
    if (const hg_flow_stats* was = earlier.find(flow); was != nullptr) {
      one.frames = rate_between(was->frames, one.stats.frames, elapsed_ns);
      one.bytes = rate_between(was->bytes, one.stats.bytes, elapsed_ns);
    }
    rates.push_back(one);
  }
  return rates;
}

// What a peer's heartbeats say together: whichever spoke last, against the most frequent.
struct Rhythms {
  std::uint64_t interval_ns = 0;
  std::uint64_t quiet_ns = 0;
};

std::uint64_t smaller(std::uint64_t a, std::uint64_t b) {
  return a == 0 || (b != 0 && b < a) ? b : a;
}

std::vector<PeerRates> peer_rates(const LinkLook& now, const std::vector<FlowRates>& flows) {
  std::unordered_map<std::string, std::uint64_t> last;
  std::unordered_map<std::string, Rhythms> rhythms;
  for (const FlowRates& flow : flows) {
    std::uint64_t& newest = last[flow.flow->from];
    newest = std::max<std::uint64_t>(newest, flow.stats.last_ns);
    if (flow.silence == nullptr) continue;
    Rhythms& rhythm = rhythms[flow.flow->from];
    rhythm.interval_ns = smaller(rhythm.interval_ns, flow.silence->interval_ns);
    rhythm.quiet_ns = smaller(rhythm.quiet_ns, flow.silence->silent_ns);
  }
  std::vector<PeerRates> peers;
  for (const PeerLabels& label : now.policy.labels->peers) {
    PeerRates peer{label.name, last[label.name], 0};
    const Rhythms& rhythm = rhythms[label.name];
    if (rhythm.interval_ns != 0 && rhythm.quiet_ns >= silent_after(rhythm.interval_ns))
      peer.silent_ns = rhythm.quiet_ns;
    peers.push_back(std::move(peer));
  }
  return peers;
}

}  // namespace

Rate rate_between(std::uint64_t before, std::uint64_t now, std::uint64_t elapsed_ns) {
  if (elapsed_ns == 0 || now < before) return std::nullopt;
  return static_cast<double>(now - before) * 1e9 / static_cast<double>(elapsed_ns);
}

Rate sum_of(const Rate& a, const Rate& b) {
  return a && b ? Rate(*a + *b) : std::nullopt;
}

LinkRates rates_of(const LinkLook* before, const LinkLook& now) {
  LinkRates rates;
  rates.look = &now;
  if (before != nullptr && now.at_ns > before->at_ns) rates.elapsed_ns = now.at_ns - before->at_ns;
  if (rates.elapsed_ns == 0) before = nullptr;
  rates.received = rates.bytes = rates.would_drop = rates.dropped = 0;
  for (std::size_t side = 0; side < now.ports.size(); ++side) {
    const PortRates port = port_rates(port_before(before, side), now.ports[side], rates.elapsed_ns);
    rates.received = sum_of(rates.received, port.received);
    rates.bytes = sum_of(rates.bytes, port.bytes);
    rates.would_drop = sum_of(rates.would_drop, port.would_drop);
    rates.dropped = sum_of(rates.dropped, port.dropped);
    rates.ports.push_back(port);
  }
  if (before != nullptr) rates.busiest = busiest_reason(*before, now, rates.elapsed_ns);
  rates.flows = flow_rates(before, now, rates.elapsed_ns);
  rates.peers = peer_rates(now, rates.flows);
  if (before != nullptr && before->learning && now.learning)
    rates.learned = rate_between(before->learning->kinds, now.learning->kinds, rates.elapsed_ns);
  return rates;
}

}  // namespace haguard
