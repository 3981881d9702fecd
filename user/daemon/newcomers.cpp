// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/newcomers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "learn/key.h"
#include "policy/model.h"

namespace haguard {
namespace {

constexpr std::size_t kFlowsTold = 8;      // of one look, by name
constexpr std::size_t kFlowsKept = 16384;  // as many as the map has room for

const Peer* peer_with(const Policy& policy, const std::string& port, const IpAddress& address) {
  for (const Peer& peer : policy.peers)
    if (peer.port == port &&
        std::find(peer.addresses.begin(), peer.addresses.end(), address) != peer.addresses.end())
      return &peer;
  return nullptr;
}

bool is_own_mac(const Peer& peer, const MacAddress& mac) {
  const auto has = [&](const std::vector<MacAddress>& macs) {
    return std::find(macs.begin(), macs.end(), mac) != macs.end();
  };
  return peer.macs.empty() || has(peer.macs) || has(peer.shared_macs);
}

std::vector<MacAddress> macs_of(const hg_observation& seen) {
  std::vector<MacAddress> macs = {mac_of(seen.source_mac)};
  if ((seen.flags & HG_SEEN_MANY_MACS) != 0) macs.push_back(mac_of(seen.other_mac));
  return macs;
}

std::string port_of(const std::vector<std::string>& ports, const hg_flow_key& key) {
  return key.side < ports.size() ? ports[key.side] : "?";
}

std::string protocol_of(const hg_flow_key& key) {
  switch (kind_of(key)) {
    case FlowKind::kArp:
      return "arp";
    case FlowKind::kEther:
      return fmt::format("ethertype {:#06x}", key.number);
    case FlowKind::kLlc:
      return fmt::format("llc {:#06x}", key.number);
    case FlowKind::kIp:
      break;
  }
  const std::string name = protocol_name(key.protocol);
  std::string text = name.empty() ? fmt::format("ip {}", key.protocol) : name;
  if (protocol_has_ports(key.protocol))
    text += fmt::format(" {} > {}", source_port_of(key), destination_port_of(key));
  return text;
}

std::string flow_text(const Observation& observation, const std::vector<std::string>& ports) {
  const auto source = source_of(observation.key);
  const auto destination = destination_of(observation.key);
  const std::string from =
      source ? source->to_string() : mac_of(observation.seen.source_mac).to_string();
  const std::string to =
      destination ? destination->to_string() : mac_of(observation.seen.destination_mac).to_string();
  return fmt::format("{}: {} > {} {}", port_of(ports, observation.key), from, to,
                     protocol_of(observation.key));
}

}  // namespace

bool Newcomers::is_new_flow(const Observation& observation) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&observation.key);
  if (flows_.size() >= kFlowsKept) return false;
  return flows_.emplace(bytes, bytes + sizeof observation.key).second;
}

std::vector<News> Newcomers::step(const std::vector<Observation>& observations,
                                  const Policy& policy, const std::vector<std::string>& ports) {
  std::vector<News> news;
  std::vector<std::string> flows;
  for (const Observation& observation : observations) {
    const bool new_flow = is_new_flow(observation);
    const auto source = source_of(observation.key);
    const Peer* peer =
        source ? peer_with(policy, port_of(ports, observation.key), *source) : nullptr;
    bool is_impostor = false;
    for (const MacAddress& mac : macs_of(observation.seen)) {
      if (peer == nullptr || is_own_mac(*peer, mac)) continue;
      is_impostor = true;
      if (!machines_.emplace(peer->name, mac).second) continue;
      news.push_back({"mac",
                      fmt::format("{} sends from MAC {} now: a replaced unit, or somebody "
                                  "who claims to be it",
                                  peer->name, mac.to_string()),
                      {flow_text(observation, ports)}});
    }
    if (new_flow && !is_impostor) flows.push_back(flow_text(observation, ports));
  }
  if (!std::exchange(has_begun_, true)) return {};
  if (flows.empty()) return news;
  News found{"new_flow",
             flows.size() == 1
                 ? "the policy does not have " + flows[0]
                 : fmt::format("{} flows that the policy does not have", flows.size()),
             {}};
  const std::size_t told = std::min(flows.size(), kFlowsTold);
  if (flows.size() > 1)
    found.details.assign(flows.begin(), flows.begin() + static_cast<std::ptrdiff_t>(told));
  if (told < flows.size()) found.details.push_back(fmt::format("and {} more", flows.size() - told));
  news.push_back(std::move(found));
  return news;
}

}  // namespace haguard
