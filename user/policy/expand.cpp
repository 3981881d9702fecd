// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/expand.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <span>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "policy/vlan_pairs.h"

namespace haguard {
namespace {

// Both ends of a flow.
struct Ends {
  const PeerSeat* from = nullptr;
  const PeerSeat* to = nullptr;  // nullptr: an address says, not a peer
};

// What stands in the key's port fields; unset means any.
struct PortFields {
  std::optional<std::uint16_t> source;
  std::optional<std::uint16_t> destination;
};

PortFields port_fields_of(const Flow& flow) {
  if (flow.kind == FlowKind::kArp) {
    if (!flow.arp_operation) return {};
    return {std::uint16_t{0}, flow.arp_operation};
  }
  if (is_icmp(flow)) return {flow.icmp_type, flow.icmp_code};
  if (flow.kind != FlowKind::kIp || !protocol_has_ports(flow.protocol)) return {};
  return {flow.source_port, flow.destination_port};
}

std::uint8_t shape_of(const PortFields& ports) {
  if (ports.source && ports.destination) return HG_SHAPE_PORTS;
  if (ports.destination) return HG_SHAPE_ANY_SOURCE;
  return ports.source ? HG_SHAPE_ANY_DESTINATION : HG_SHAPE_NO_PORTS;
}

bool is_one_of(std::optional<std::uint16_t> value, std::initializer_list<std::uint16_t> wanted) {
  return !value || std::find(wanted.begin(), wanted.end(), *value) != wanted.end();
}

// Frames of these may ask, or answer (bpf/trip.h). The others are not looked at for it.
bool may_be_trip(const Flow& flow) {
  constexpr std::uint16_t kIke = 500;
  constexpr std::uint16_t kIkeNat = 4500;
  if (flow.kind == FlowKind::kArp) return true;
  if (flow.kind != FlowKind::kIp) return false;
  if (flow.protocol == kIcmp) return is_one_of(flow.icmp_type, {kEchoReply, kEchoRequest});
  if (flow.protocol == kIcmpv6)
    return is_one_of(flow.icmp_type,
                     {kEchoRequestV6, kEchoReplyV6, kNeighbourSolicit, kNeighbourAdvert});
  if (flow.protocol == kTcp) return true;
  return flow.protocol == kUdp && (is_one_of(flow.source_port, {kIke, kIkeNat}) ||
                                   is_one_of(flow.destination_port, {kIke, kIkeNat}));
}

// The line without its addresses.
TableLine pattern_of(const Flow& flow, const PeerSeat& from, std::uint32_t flow_id) {
  const PortFields ports = port_fields_of(flow);
  const hg_vlan_pair tags = vlan_pair_of(flow.vlan);
  TableLine line;
  line.key.side = from.side;
  line.key.shape = shape_of(ports);
  line.key.protocol = flow.kind == FlowKind::kIp ? flow.protocol : 0;
  line.key.vlan[0] = tags.outer;
  line.key.vlan[1] = tags.inner;
  line.key.source_port = htons(ports.source.value_or(0));
  line.key.destination_port = htons(ports.destination.value_or(0));
  line.flow_id = flow_id;
  if (flow.bind_mac) line.flags = from.mac_flags;
  if (line.flags & HG_LINE_MAC) std::memcpy(line.mac, from.peer->macs.front().bytes.data(), 6);
  if (flow.heartbeat) line.flags |= HG_LINE_HEARTBEAT;
  if (may_be_trip(flow)) line.flags |= HG_LINE_TRIP;
  return line;
}

void set_addresses(hg_flow_key& key, bool is_arp, const IpAddress& source,
                   const IpAddress& destination) {
  if (source.is_v4()) {
    key.kind = is_arp ? HG_KIND_ARP : HG_KIND_IPV4;
    std::memcpy(&key.addresses.v4.source, source.bytes.data(), 4);
    std::memcpy(&key.addresses.v4.destination, destination.bytes.data(), 4);
    return;
  }
  key.kind = HG_KIND_IPV6;
  std::memcpy(key.addresses.v6.source, source.bytes.data(), 16);
  std::memcpy(key.addresses.v6.destination, destination.bytes.data(), 16);
}

template <typename T>
std::span<const T> literal_or(const std::optional<T>& literal, const std::vector<T>& own) {
  if (literal) return {&*literal, 1};
  return own;
}

const std::vector<IpAddress> kNoAddresses;
const std::vector<MacAddress> kNoMacs;

void append_ip_lines(const Flow& flow, const Ends& ends, TableLine line,
                     std::vector<TableLine>& lines) {
  const bool is_arp = flow.kind == FlowKind::kArp;
  for (const IpAddress& source : literal_or(flow.source, ends.from->peer->addresses)) {
    if (!exists_in(flow, source.family)) continue;
    for (const IpAddress& destination :
         literal_or(flow.destination, ends.to ? ends.to->peer->addresses : kNoAddresses)) {
      if (destination.family != source.family) continue;
      set_addresses(line.key, is_arp, source, destination);
      lines.push_back(line);
      if (!flow.fragments || is_arp) continue;
      TableLine later = line;
      later.key.shape = HG_SHAPE_LATER;
      later.key.source_port = 0;
      later.key.destination_port = 0;
      lines.push_back(later);
    }
  }
}

void append_mac_lines(const Flow& flow, const Ends& ends, TableLine line,
                      std::vector<TableLine>& lines) {
  line.key.kind = flow.kind == FlowKind::kEther ? HG_KIND_ETHER : HG_KIND_LLC;
  line.key.number = flow.number;
  for (const MacAddress& source : ends.from->peer->macs) {
    std::memcpy(line.key.addresses.mac.source, source.bytes.data(), 6);
    for (const MacAddress& destination :
         literal_or(flow.destination_mac, ends.to ? ends.to->peer->macs : kNoMacs)) {
      std::memcpy(line.key.addresses.mac.destination, destination.bytes.data(), 6);
      lines.push_back(line);
    }
  }
}

Error no_addresses(const Flow& flow) {
  if (flow.kind == FlowKind::kEther || flow.kind == FlowKind::kLlc)
    return usage(
        fmt::format("\"{}\" or its receiver has no MAC, and these frames have no other address",
                    flow.from),
        "add the mac of both peers");
  return usage("sender and receiver have no address of one family that this protocol exists in",
               "add the missing address to the peer, or set source and destination");
}

Result<Ends> ends_of(const Roster& roster, const Flow& flow) {
  const Ends ends{roster.find(flow.from), flow.to.empty() ? nullptr : roster.find(flow.to)};
  if (ends.from == nullptr) return usage(fmt::format("there is no peer \"{}\"", flow.from));
  if (ends.to == nullptr && !flow.to.empty())
    return usage(fmt::format("there is no peer \"{}\"", flow.to));
  return ends;
}

}  // namespace

hg_flow_key host_key(const IpAddress& address) {
  hg_flow_key key{};
  key.kind = address.is_v4() ? HG_KIND_HOST_V4 : HG_KIND_HOST_V6;
  std::memcpy(&key.addresses, address.bytes.data(), address.is_v4() ? 4 : 16);
  return key;
}

hg_flow_key host_key(const MacAddress& mac) {
  hg_flow_key key{};
  key.kind = HG_KIND_HOST_MAC;
  std::memcpy(key.addresses.mac.source, mac.bytes.data(), 6);
  return key;
}

bool has_shape(const hg_flow_key& key) {
  if (key.kind == HG_KIND_ARP) return true;
  if (key.kind != HG_KIND_IPV4 && key.kind != HG_KIND_IPV6) return false;
  return protocol_has_ports(key.protocol) || is_icmp(key.protocol);
}

Status expand_flow(const Roster& roster, const Flow& flow, std::uint32_t flow_id,
                   std::vector<TableLine>& lines) {
  HG_TRY(const Ends ends, ends_of(roster, flow));
  const TableLine pattern = pattern_of(flow, *ends.from, flow_id);
  const std::size_t before = lines.size();
  if (flow.kind == FlowKind::kIp || flow.kind == FlowKind::kArp)
    append_ip_lines(flow, ends, pattern, lines);
  else
    append_mac_lines(flow, ends, pattern, lines);
  if (lines.size() == before) return no_addresses(flow);
  return Done{};
}

}  // namespace haguard
