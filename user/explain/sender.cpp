// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain/sender.h"

#include <algorithm>

#include "base/contains.h"
#include "learn/key.h"
#include "policy/datapath.h"

namespace haguard {
namespace {

bool has_address(const Peer& peer, const IpAddress& address) {
  return contains(peer.addresses, address) || contains(peer.shared_addresses, address);
}

// A flow of the peer names it as its source.
bool sends_from(const Policy& policy, const Peer& peer, const IpAddress& address) {
  return std::any_of(policy.flows.begin(), policy.flows.end(), [&](const Flow& flow) {
    return flow.from == peer.name && flow.source == address;
  });
}

bool is_sender(const Policy& policy, const Peer& peer, const Sender& sender) {
  if (!sender.address || sender.address->is_unspecified()) return contains(peer.macs, sender.mac);
  return has_address(peer, *sender.address) || sends_from(policy, peer, *sender.address);
}

}  // namespace

Sender sender_of(const Policy& policy, const hg_packet& packet) {
  Sender sender;
  sender.address = source_of(packet.key);
  sender.mac = mac_of(packet.source_mac);
  for (const Peer& peer : policy.peers) {
    if (sender.address && has_address(peer, *sender.address))
      sender.by_address.push_back(peer.name);
    if (contains(peer.macs, sender.mac) || contains(peer.shared_macs, sender.mac))
      sender.by_mac.push_back(peer.name);
  }
  return sender;
}

const Peer* sending_peer(const Policy& policy, const hg_packet& packet, const std::string& port) {
  const Sender sender = sender_of(policy, packet);
  const auto found = std::find_if(policy.peers.begin(), policy.peers.end(), [&](const Peer& peer) {
    return peer.port == port && is_sender(policy, peer, sender);
  });
  return found == policy.peers.end() ? nullptr : &*found;
}

}  // namespace haguard
