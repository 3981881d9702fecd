// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/address_book.h"

namespace haguard {
namespace {

template <typename Map, typename Key>
const Peer* found_in(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

}  // namespace

AddressBook::AddressBook(const Policy& policy) {
  for (const Peer& peer : policy.peers) {
    names_.try_emplace(peer.name, &peer);
    for (const IpAddress& address : peer.addresses)
      addresses_.try_emplace(address, &peer);
    for (const MacAddress& mac : peer.macs)
      macs_.try_emplace(mac, &peer);
  }
}

const Peer* AddressBook::named(std::string_view name) const {
  return found_in(names_, name);
}

const Peer* AddressBook::owner(const IpAddress& address) const {
  return found_in(addresses_, address);
}

const Peer* AddressBook::owner(const MacAddress& mac) const {
  return found_in(macs_, mac);
}

const Peer* AddressBook::receiver(const Flow& flow) const {
  if (!flow.to.empty()) return named(flow.to);
  if (flow.destination) return owner(*flow.destination);
  return flow.destination_mac ? owner(*flow.destination_mac) : nullptr;
}

}  // namespace haguard
