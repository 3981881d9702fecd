// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain/comparison.h"

#include <optional>

#include "base/contains.h"
#include "explain/traffic.h"
#include "learn/key.h"
#include "policy/datapath.h"
#include "policy/expand.h"

namespace haguard {
namespace {

template <typename Value>
std::vector<Value> literal_or(const std::optional<Value>& literal, const std::vector<Value>& own) {
  return literal ? std::vector{*literal} : own;
}

// MACs that the frames of a flow have to come from, as the table binds them (policy/roster.cpp,
// bpf/decide.h): the only one of its peer, or any that is known on that side.
std::vector<MacAddress> bound_macs(const Policy& policy, const Flow& flow, const Peer& from) {
  if (!flow.bind_mac || from.macs.empty()) return {};
  if (from.macs.size() == 1 && from.shared_macs.empty()) return from.macs;
  std::vector<MacAddress> macs;
  for (const Peer& peer : policy.peers) {
    if (peer.port != from.port) continue;
    macs.insert(macs.end(), peer.macs.begin(), peer.macs.end());
    macs.insert(macs.end(), peer.shared_macs.begin(), peer.shared_macs.end());
  }
  return macs;
}

template <typename Value>
bool allows(const std::optional<Value>& wanted, const std::optional<Value>& seen) {
  return !wanted || wanted == seen;
}

bool is_same_traffic(const Flow& flow, const Flow& seen) {
  if (flow.kind != seen.kind) return false;
  if (is_by_mac(flow)) return flow.number == seen.number;
  return flow.protocol == seen.protocol && seen.source && exists_in(flow, seen.source->family);
}

bool is_from(const Flow& flow, const AllowedEnds& ends, const SeenFrame& seen) {
  if (is_by_mac(flow) || !seen.traffic.source) return contains(ends.from->macs, seen.source_mac);
  return contains(ends.sources, *seen.traffic.source);
}

bool is_to(const Flow& flow, const AllowedEnds& ends, const SeenFrame& seen) {
  if (is_by_mac(flow)) return contains(ends.destination_macs, seen.destination_mac);
  return seen.traffic.destination && contains(ends.destinations, *seen.traffic.destination);
}

}  // namespace

bool is_by_mac(const Flow& flow) {
  return flow.kind == FlowKind::kEther || flow.kind == FlowKind::kLlc;
}

Comparison::Comparison(const Policy& policy, const hg_packet& packet, const std::string& port)
    : policy_(policy), book_(policy) {
  seen_.traffic = traffic_of(packet);
  seen_.source_mac = mac_of(packet.source_mac);
  seen_.destination_mac = mac_of(packet.destination_mac);
  seen_.port = port;
  seen_.is_later = (packet.flags & HG_PACKET_LATER) != 0;
}

AllowedEnds Comparison::ends_of(const Flow& flow) const {
  AllowedEnds ends;
  ends.from = book_.named(flow.from);
  if (ends.from == nullptr) return ends;
  const Peer* to = book_.named(flow.to);
  ends.sources = literal_or(flow.source, ends.from->addresses);
  ends.destinations =
      literal_or(flow.destination, to == nullptr ? std::vector<IpAddress>{} : to->addresses);
  ends.destination_macs =
      literal_or(flow.destination_mac, to == nullptr ? std::vector<MacAddress>{} : to->macs);
  ends.bound = bound_macs(policy_, flow, *ends.from);
  return ends;
}

// What only means something of the same protocol.
DifferenceMask Comparison::details_of(const Flow& flow) const {
  const Flow& seen = seen_.traffic;
  if (seen_.is_later) return difference_bit(!flow.fragments, kFragment);
  return difference_bit(!allows(flow.source_port, seen.source_port), kSourcePort) |
         difference_bit(!allows(flow.destination_port, seen.destination_port), kDestinationPort) |
         difference_bit(!allows(flow.icmp_type, seen.icmp_type), kType) |
         difference_bit(!allows(flow.icmp_code, seen.icmp_code), kCode) |
         difference_bit(!allows(flow.arp_operation, seen.arp_operation), kOperation);
}

DifferenceMask Comparison::mask_of(const Flow& flow, const AllowedEnds& ends) const {
  if (ends.from == nullptr) return difference_bit(true, kWhat) | difference_bit(true, kSource);
  const bool is_bound = ends.bound.empty() || contains(ends.bound, seen_.source_mac);
  const DifferenceMask mask = difference_bit(ends.from->port != seen_.port, kSide) |
                              difference_bit(!is_from(flow, ends, seen_), kSource) |
                              difference_bit(!is_to(flow, ends, seen_), kDestination) |
                              difference_bit(flow.vlan != seen_.traffic.vlan, kTags) |
                              difference_bit(!is_bound, kMac);
  if (is_same_traffic(flow, seen_.traffic)) return mask | details_of(flow);
  return mask | difference_bit(true, kWhat);
}

DifferenceMask Comparison::mask_of(const Flow& flow) const {
  return mask_of(flow, ends_of(flow));
}

std::vector<std::string> Comparison::words_of(const Flow& flow) const {
  const AllowedEnds ends = ends_of(flow);
  const DifferenceMask mask = mask_of(flow, ends);
  std::vector<std::string> words;
  for (unsigned one = 0; one < kDifferences; ++one)
    if ((mask & 1U << one) != 0)
      words.push_back(words_of_difference(static_cast<Difference>(one), flow, ends, seen_));
  return words;
}

}  // namespace haguard
