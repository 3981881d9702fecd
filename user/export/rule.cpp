// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "export/text.h"
#include "policy/roster.h"

namespace haguard {
namespace {

// Both ends of a flow.
struct Ends {
  const PeerSeat* from = nullptr;
  const PeerSeat* to = nullptr;  // nullptr: the destination is given
};

Result<Ends> find_ends(const Roster& roster, const Flow& flow) {
  const Ends ends{roster.find(flow.from), flow.to.empty() ? nullptr : roster.find(flow.to)};
  if (ends.from != nullptr && (ends.to != nullptr || flow.to.empty())) return ends;
  return usage(fmt::format("export flow '{}': its sender or receiver is no peer of the policy",
                           safe_text(flow.name)),
               "run haguard policy check");
}

void append(std::vector<MacAddress>& macs, const std::vector<MacAddress>& more) {
  for (const MacAddress& mac : more)
    if (std::find(macs.begin(), macs.end(), mac) == macs.end()) macs.push_back(mac);
}

// As in the kernel's table: a peer with one MAC is bound to it, a peer with several (or with shared
// ones) to those of all peers of its side; a peer without is not bound.
std::vector<MacAddress> bound_macs(const Policy& policy, const Peer& peer) {
  if (peer.macs.empty()) return {};
  if (peer.macs.size() == 1 && peer.shared_macs.empty()) return peer.macs;
  std::vector<MacAddress> macs;
  for (const Peer& neighbour : policy.peers) {
    if (neighbour.port != peer.port) continue;
    append(macs, neighbour.macs);
    append(macs, neighbour.shared_macs);
  }
  return macs;
}

std::vector<IpAddress> sources_of(const Flow& flow, const Ends& ends) {
  return flow.source ? std::vector<IpAddress>{*flow.source} : ends.from->peer->addresses;
}

std::vector<IpAddress> destinations_of(const Flow& flow, const Ends& ends) {
  if (flow.destination) return {*flow.destination};
  return ends.to ? ends.to->peer->addresses : std::vector<IpAddress>{};
}

std::vector<MacAddress> destination_macs_of(const Flow& flow, const Ends& ends) {
  if (flow.destination_mac) return {*flow.destination_mac};
  return ends.to ? ends.to->peer->macs : std::vector<MacAddress>{};
}

void pair_addresses(const Flow& flow, const Ends& ends, const ExportRule& base,
                    std::vector<ExportRule>& rules) {
  const auto destinations = destinations_of(flow, ends);
  for (const IpAddress& source : sources_of(flow, ends)) {
    for (const IpAddress& destination : destinations) {
      if (source.family != destination.family || !exists_in(flow, source.family)) continue;
      ExportRule rule = base;
      rule.source = source;
      rule.destination = destination;
      rules.push_back(std::move(rule));
    }
  }
}

// Ethertypes and LLC have no address but the MAC, so here the MAC always counts.
void pair_macs(const Flow& flow, const Ends& ends, const ExportRule& base,
               std::vector<ExportRule>& rules) {
  for (const MacAddress& destination : destination_macs_of(flow, ends)) {
    ExportRule rule = base;
    rule.source_macs = ends.from->peer->macs;
    rule.destination_mac = destination;
    if (!rule.source_macs.empty()) rules.push_back(std::move(rule));
  }
}

std::string comment_of(const Policy& policy, const ExportOptions& options, std::size_t index) {
  const Flow& flow = policy.flows[index];
  const std::string title = flow_title(policy, options, index);
  if (title == flow.name) return safe_text(title);
  return safe_text(fmt::format("{} ({})", safe_text(flow.name, 40), title));
}

}  // namespace

bool ExportRule::is_nd_type() const {
  return flow->kind == FlowKind::kIp && !source.is_v4() && flow->protocol == kIcmpv6 &&
         flow->icmp_type && is_neighbour_discovery(*flow->icmp_type);
}

bool ExportRules::any(bool (*predicate)(const ExportRule&)) const {
  return std::any_of(rules.begin(), rules.end(), predicate);
}

std::string flow_title(const Policy& policy, const ExportOptions& options, std::size_t index) {
  if (!options.labels.empty() && !options.labels[index].empty()) return options.labels[index];
  return policy.flows[index].name;
}

Result<ExportRules> expand_rules(const Policy& policy, const ExportOptions& options) {
  if (!options.labels.empty() && options.labels.size() != policy.flows.size())
    return usage(fmt::format("export policy: {} labels for {} flows", options.labels.size(),
                             policy.flows.size()));
  HG_TRY(const Roster roster, Roster::make(policy.peers, options.ports));
  ExportRules expanded{&policy, &options, {}};
  for (std::size_t i = 0; i < policy.flows.size(); ++i) {
    const Flow& flow = policy.flows[i];
    HG_TRY(const Ends ends, find_ends(roster, flow));
    ExportRule base;
    base.flow = &flow;
    base.side = ends.from->side;
    if (flow.bind_mac) base.source_macs = bound_macs(policy, *ends.from->peer);
    base.comment = comment_of(policy, options, i);
    if (flow.kind == FlowKind::kEther || flow.kind == FlowKind::kLlc)
      pair_macs(flow, ends, base, expanded.rules);
    else
      pair_addresses(flow, ends, base, expanded.rules);
  }
  return expanded;
}

std::vector<IpAddress> claimable_addresses(const ExportRules& rules, std::size_t side,
                                           const std::optional<MacAddress>& mac) {
  std::vector<IpAddress> addresses;
  for (const Peer& peer : rules.policy->peers) {
    if (peer.port != rules.options->ports[side]) continue;
    const auto macs = bound_macs(*rules.policy, peer);
    if (mac && !macs.empty() && std::find(macs.begin(), macs.end(), *mac) == macs.end()) continue;
    for (const auto* list : {&peer.addresses, &peer.shared_addresses})
      std::copy_if(list->begin(), list->end(), std::back_inserter(addresses),
                   [](const IpAddress& address) { return !address.is_v4(); });
  }
  return addresses;
}

}  // namespace haguard
