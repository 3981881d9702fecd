// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/host_lines.h"

#include <cstring>
#include <map>
#include <set>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "policy/expand.h"

namespace haguard {
namespace {

constexpr std::uint32_t kAllVlans = ~0U;

// What the flows of one peer say about its hosts.
struct Usage {
  std::uint32_t vlans = 0;
  bool is_bound = true;           // no flow from all its own addresses leaves the MAC open
  std::set<IpAddress> unbound{};  // sources of flows that do

  bool binds(const IpAddress& address) const { return is_bound && unbound.count(address) == 0; }
};

// Neighbour advertisements speak of addresses beside the one they are sent from.
bool may_advertise(const Flow& flow) {
  return flow.kind == FlowKind::kIp && flow.protocol == kIcmpv6 &&
         flow.icmp_type.value_or(kNeighbourAdvert) == kNeighbourAdvert;
}

// A flow that leaves the MAC open says so of the address it is sent from, and of no other; one
// without an address (an ethertype, LLC) says it of none.
void note_binding(Usage& usage, const Flow& flow) {
  if (flow.bind_mac || flow.kind == FlowKind::kEther || flow.kind == FlowKind::kLlc) return;
  if (flow.source && !may_advertise(flow))
    usage.unbound.insert(*flow.source);
  else
    usage.is_bound = false;
}

std::vector<Usage> usage_of(const Roster& roster, const std::vector<Flow>& flows,
                            const std::vector<std::uint32_t>& vlan_bits) {
  std::vector<Usage> usage(roster.seats().size());
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const PeerSeat* from = roster.find(flows[i].from);
    if (from == nullptr) continue;
    usage[from->index].vlans |= vlan_bits[i];
    note_binding(usage[from->index], flows[i]);
  }
  for (Usage& peer : usage)
    if (peer.vlans == 0) peer.vlans = kAllVlans;
  return usage;
}

// Hosts by address or MAC; a host that several peers may use is the union of what each may do.
template <typename Address>
class Hosts {
 public:
  // One of several users of a host: two users share it, and it is bound to no MAC.
  void add(const Address& address, TableLine host) {
    if (!address.is_ownable()) return;
    host.key = host_key(address);
    const auto [entry, is_new] = lines_.try_emplace(address, host);
    if (is_new) return;
    merge(entry->second, host);
    entry->second.flags = 0;
  }

  // Adds what the flows name beside the peers' addresses; a peer's own line stays as it is.
  void add_literal(const Address& address, TableLine host) {
    if (!address.is_ownable()) return;
    host.key = host_key(address);
    const auto [entry, is_new] = lines_.try_emplace(address, host);
    if (!is_new && entry->second.flow_id == kNoPeer) merge(entry->second, host);
  }

  void append_to(std::vector<TableLine>& lines) const {
    for (const auto& [address, line] : lines_)
      lines.push_back(line);
  }

 private:
  static void merge(TableLine& line, const TableLine& other) {
    line.sides |= other.sides;
    line.vlans |= other.vlans;
  }

  std::map<Address, TableLine> lines_;
};

TableLine host_of(const PeerSeat& seat, std::uint32_t vlans) {
  TableLine line;
  line.flow_id = seat.index;
  line.sides = static_cast<std::uint8_t>(1U << seat.side);
  line.vlans = vlans;
  return line;
}

TableLine literal_host(std::uint8_t sides, std::uint32_t vlans) {
  TableLine line;
  line.flow_id = kNoPeer;
  line.sides = sides;
  line.vlans = vlans;
  return line;
}

void add_peer(const PeerSeat& seat, const Usage& usage, Hosts<IpAddress>& ips,
              Hosts<MacAddress>& macs) {
  const TableLine unbound = host_of(seat, usage.vlans);
  TableLine bound = unbound;
  bound.flags = seat.mac_flags;
  if (bound.flags & HG_LINE_MAC) std::memcpy(bound.mac, seat.peer->macs.front().bytes.data(), 6);
  for (const IpAddress& address : seat.peer->addresses)
    ips.add(address, usage.binds(address) ? bound : unbound);
  for (const IpAddress& address : seat.peer->shared_addresses)
    ips.add(address, unbound);
  for (const MacAddress& mac : seat.peer->macs)
    macs.add(mac, unbound);
  for (const MacAddress& mac : seat.peer->shared_macs)
    macs.add(mac, unbound);
}

}  // namespace

std::vector<TableLine> host_lines(const Roster& roster, const std::vector<Flow>& flows,
                                  const std::vector<std::uint32_t>& vlan_bits, hg_scope scope) {
  const std::vector<Usage> usage = usage_of(roster, flows, vlan_bits);
  Hosts<IpAddress> ips;
  Hosts<MacAddress> macs;
  for (const PeerSeat& seat : roster.seats())
    add_peer(seat, usage[seat.index], ips, macs);
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const PeerSeat* from = roster.find(flows[i].from);
    if (from == nullptr) continue;
    const auto side = static_cast<std::uint8_t>(1U << from->side);
    if (flows[i].source) ips.add_literal(*flows[i].source, literal_host(side, vlan_bits[i]));
    if (scope == HG_SCOPE_PEERS) continue;
    if (flows[i].destination) ips.add_literal(*flows[i].destination, literal_host(0, 0));
    if (flows[i].destination_mac) macs.add_literal(*flows[i].destination_mac, literal_host(0, 0));
  }
  std::vector<TableLine> lines;
  ips.append_to(lines);
  macs.append_to(lines);
  return lines;
}

}  // namespace haguard
