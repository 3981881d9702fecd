// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/flows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>

#include "base/ip_protocol.h"
#include "learn/key.h"
#include "learn/services.h"
#include "policy/expand.h"

namespace haguard {
namespace {

void apply_ports(Draft& draft, const Services& services, const Traffic& traffic, Flow& flow) {
  const hg_flow_key& key = traffic.observed->key;
  if (is_icmp(flow.protocol)) {
    flow.icmp_type = static_cast<std::uint8_t>(source_port_of(key));
    return;
  }
  if (!protocol_has_ports(flow.protocol)) return;
  const Ports ports = services.generalise(draft, traffic);
  flow.source_port = ports.source;
  flow.destination_port = ports.destination;
  if (!ports.doubtful) return;
  const auto host = draft.hosts.find(key.side, mac_of(traffic.observed->seen.source_mac));
  Doubt doubt = doubt_about(draft, DoubtKind::kPorts, draft.hosts[*host], *traffic.observed);
  doubt.traffic =
      fmt::format("{} {} > {}", protocol_name(flow.protocol), *ports.source, *ports.destination);
  doubt.reason = "which of the two ports is the service could not be told: both are kept as seen";
  doubt.hint = "learn while the connection is opened anew, or edit the flow";
  doubt.left_out = false;
  draft.doubts.add(std::move(doubt));
}

Flow flow_of(Draft& draft, const Services& services, const Traffic& traffic) {
  const hg_flow_key& key = traffic.observed->key;
  Flow flow = flow_between(draft, traffic.from, traffic.to, vlan_of(key));
  flow.origin = Origin::kLearned;
  flow.kind = kind_of(key);
  flow.source = traffic.source;
  flow.destination = traffic.destination;
  flow.destination_mac = traffic.destination_mac;
  if (flow.kind == FlowKind::kIp) {
    flow.protocol = key.protocol;
    apply_ports(draft, services, traffic, flow);
  } else if (flow.kind != FlowKind::kArp) {
    flow.number = key.number;
  }
  return flow;
}

void merge(FlowEvidence& into, const hg_observation& seen) {
  if (into.keys++ == 0) {
    into.first_ns = seen.first_ns;
    into.smallest = seen.smallest;
    into.ttl_lowest = seen.ttl_lowest;
  }
  into.frames += seen.frames;
  into.bytes += seen.bytes;
  into.first_ns = std::min(into.first_ns, std::uint64_t{seen.first_ns});
  into.last_ns = std::max(into.last_ns, std::uint64_t{seen.last_ns});
  into.longest_gap_ns = std::max(into.longest_gap_ns, std::uint64_t{seen.longest_gap_ns});
  into.smallest = std::min(into.smallest, seen.smallest);
  into.largest = std::max(into.largest, seen.largest);
  into.ttl_lowest = std::min(into.ttl_lowest, seen.ttl_lowest);
  into.ttl_highest = std::max(into.ttl_highest, seen.ttl_highest);
  into.dscp_seen |= seen.dscp_seen;
  into.dont_fragment = into.dont_fragment || (seen.flags & HG_SEEN_DONT_FRAG);
}

// Which flows a later fragment, that carries no ports, may belong to.
std::string fragment_base(const Flow& flow) {
  Flow base = flow;
  base.source_port.reset();
  base.destination_port.reset();
  base.icmp_type.reset();
  return flow_identity(base);
}

void note_only_fragments(Draft& draft, const Traffic& traffic) {
  const auto host =
      draft.hosts.find(traffic.observed->key.side, mac_of(traffic.observed->seen.source_mac));
  Doubt doubt =
      doubt_about(draft, DoubtKind::kOnlyFragments, draft.hosts[*host], *traffic.observed);
  doubt.reason = "later fragments without a first one, so the flow is unknown";
  doubt.hint = "learn longer";
  draft.doubts.add(std::move(doubt));
}

// Later fragments mark the flows between the same ends.
void apply_fragments(Draft& draft) {
  std::vector<Flow>& flows = draft.candidate.policy.flows;
  std::multimap<std::string, std::size_t> by_base;
  for (std::size_t i = 0; i < flows.size(); ++i)
    if (flows[i].kind == FlowKind::kIp) by_base.emplace(fragment_base(flows[i]), i);
  for (const Traffic& traffic : draft.traffic) {
    if (!is_later_fragment(traffic.observed->key)) continue;
    Flow later = flow_between(draft, traffic.from, traffic.to, vlan_of(traffic.observed->key));
    later.protocol = traffic.observed->key.protocol;
    later.source = traffic.source;
    later.destination = traffic.destination;
    const auto [first, last] = by_base.equal_range(fragment_base(later));
    if (first == last) note_only_fragments(draft, traffic);
    for (auto entry = first; entry != last; ++entry)
      flows[entry->second].fragments = true;
  }
}

// The place of the flow with this identity, made if there is none.
std::size_t place_of(Draft& draft, Flow flow) {
  Candidate& candidate = draft.candidate;
  const auto [entry, fresh] =
      draft.index.try_emplace(flow_identity(flow), candidate.policy.flows.size());
  if (!fresh) return entry->second;
  candidate.policy.flows.push_back(std::move(flow));
  candidate.evidence.emplace_back();
  return entry->second;
}

bool is_expandable(const Draft& draft, const Flow& flow) {
  const auto roster = Roster::make(draft.candidate.policy.peers, draft.evidence.ports);
  if (!roster) return false;
  std::vector<TableLine> lines;
  return expand_flow(*roster, flow, 0, lines).ok();
}

// The knowledge base has one name for it, or the system in use has.
bool names_flow(const Draft& draft, const std::vector<Label>& labels) {
  if (labels.empty()) return false;
  const auto& in_use = draft.in_use;
  if (std::any_of(in_use.begin(), in_use.end(),
                  [&](const System* system) { return system->id == labels[0].system; }))
    return true;
  const System* system = find_system(draft.systems, labels[0].system);
  return labels.size() == 1 && system != nullptr && system->background;
}

std::string plain_name(const Flow& flow) {
  if (flow.kind == FlowKind::kArp) return "arp";
  if (flow.kind == FlowKind::kEther) return fmt::format("ether-{:04x}", flow.number);
  if (flow.kind == FlowKind::kLlc) return fmt::format("llc-{:04x}", flow.number);
  std::string protocol = protocol_name(flow.protocol);
  if (protocol.empty()) return fmt::format("ip-{}", flow.protocol);
  if (flow.icmp_type) return fmt::format("{}-{}", protocol, *flow.icmp_type);
  if (flow.destination_port) return fmt::format("{}-{}", protocol, *flow.destination_port);
  if (flow.source_port) return fmt::format("{}-{}-reply", protocol, *flow.source_port);
  return protocol;
}

}  // namespace

Flow flow_between(const Draft& draft, UnitIndex from, std::optional<UnitIndex> to,
                  const VlanTags& vlan) {
  Flow flow;
  flow.from = draft.units[from].peer.name;
  if (to) flow.to = draft.units[*to].peer.name;
  flow.vlan = vlan;
  flow.origin = Origin::kKnowledge;
  return flow;
}

Flow gratuitous_arp(const Draft& draft, UnitIndex from, const IpAddress& address,
                    const VlanTags& vlan) {
  Flow flow = flow_between(draft, from, std::nullopt, vlan);
  flow.kind = FlowKind::kArp;
  flow.source = address;
  flow.destination = address;
  return flow;
}

std::optional<std::size_t> find_flow(const Draft& draft, const Flow& flow) {
  const auto found = draft.index.find(flow_identity(flow));
  if (found == draft.index.end()) return std::nullopt;
  return found->second;
}

void merge_flows(Draft& draft) {
  const Services services = Services::collect(draft);
  Candidate& candidate = draft.candidate;
  for (const Traffic& traffic : draft.traffic) {
    if (is_later_fragment(traffic.observed->key)) continue;
    const std::size_t at = place_of(draft, flow_of(draft, services, traffic));
    merge(candidate.evidence[at], traffic.observed->seen);
  }
  for (FlowEvidence& evidence : candidate.evidence)
    if (evidence.frames > 1)
      evidence.mean_gap_ns = (evidence.last_ns - evidence.first_ns) / (evidence.frames - 1);
  apply_fragments(draft);
}

void add_seed(Draft& draft, Flow flow, const std::string& why) {
  if (find_flow(draft, flow) || !is_expandable(draft, flow)) return;
  flow.origin = Origin::kKnowledge;
  const std::size_t at = place_of(draft, std::move(flow));
  draft.candidate.evidence[at].why = why;
}

Flow from_other_unit(const Draft& draft, Flow flow) {
  if (!flow.to.empty()) {
    std::swap(flow.from, flow.to);
    return flow;
  }
  for (const Unit& unit : draft.units) {
    if (unit.peer.name == flow.from) continue;
    flow.from = unit.peer.name;
    break;
  }
  return flow;
}

Flow answer_of(const Draft& draft, const Flow& flow) {
  Flow answer = from_other_unit(draft, flow);
  std::swap(answer.source_port, answer.destination_port);
  return answer;
}

void name_flows(Draft& draft) {
  Candidate& candidate = draft.candidate;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < candidate.policy.flows.size(); ++i) {
    Flow& flow = candidate.policy.flows[i];
    std::vector<Label>& labels = candidate.evidence[i].labels;
    labels = labels_of(facts_of(flow), draft.systems, candidate.policy.system);
    const std::string stem = fmt::format(
        "{}-{}", names_flow(draft, labels) ? labels[0].flow : plain_name(flow), flow.from);
    std::string name = stem;
    for (unsigned n = 2; !taken.insert(name).second; ++n)
      name = fmt::format("{}-{}", stem, n);
    flow.name = name;
  }
}

void keep_flows(Draft& draft, const std::vector<bool>& keep) {
  std::vector<Flow> flows;
  std::vector<FlowEvidence> evidence;
  flows.swap(draft.candidate.policy.flows);
  evidence.swap(draft.candidate.evidence);
  draft.index.clear();
  for (std::size_t i = 0; i < flows.size(); ++i) {
    if (!keep[i]) continue;
    const std::size_t at = place_of(draft, std::move(flows[i]));
    draft.candidate.evidence[at] = std::move(evidence[i]);
  }
}

}  // namespace haguard
