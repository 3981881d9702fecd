// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "policy/check_parts.h"

namespace haguard {
namespace {

void check_names(const std::vector<Peer>& peers, Problems& problems) {
  std::set<std::string> names;
  for (const Peer& peer : peers)
    if (!names.insert(peer.name).second)
      problems.error(peer, "two peers have this name", "rename one of them");
}

void check_ports(const std::vector<Peer>& peers, const std::vector<std::string>& ports,
                 Problems& problems) {
  if (ports.size() > HG_MAX_SIDES)
    problems.error(fmt::format("the link has {} ports", ports.size()),
                   fmt::format("at most {} are possible", HG_MAX_SIDES));
  for (const Peer& peer : peers)
    if (!ports.empty() && std::find(ports.begin(), ports.end(), peer.port) == ports.end())
      problems.error(peer, fmt::format("port \"{}\" is none of this link's", peer.port),
                     fmt::format("the link's ports are {}", fmt::join(ports, ", ")));
  const bool is_one_sided =
      peers.size() > 1 && std::all_of(peers.begin(), peers.end(), [&](const Peer& peer) {
        return peer.port == peers.front().port;
      });
  if (is_one_sided)
    problems.error(fmt::format("all peers are behind {}", peers.front().port),
                   "the two units are on different sides of the firewall");
}

const char* why_no_host(const IpAddress& address) {
  if (address.is_unspecified()) return "is no address of a host";
  if (address.is_multicast()) return "is a multicast address";
  return address.is_limited_broadcast() ? "is the broadcast address" : nullptr;
}

const char* why_no_host(const MacAddress& mac) {
  if (mac.is_zero()) return "is no MAC of a host";
  return mac.is_group() ? "is a group address" : nullptr;
}

// Who owns and who shares addresses (or MACs), as the peers are gone through.
template <typename Address>
class Owners {
 public:
  explicit Owners(const char* shared_key) : shared_key_(shared_key) {}

  void add_own(const Peer& peer, const Address& address, Problems& problems) {
    if (!check(peer, address, problems)) return;
    const auto [owner, is_new] = own_.try_emplace(address, &peer);
    if (!is_new && owner->second == &peer)
      problems.error(peer, fmt::format("{} is listed twice", address.to_string()),
                     "remove one of them");
    else if (!is_new)
      problems.error(
          peer, fmt::format("{} is also peer \"{}\"'s", address.to_string(), owner->second->name),
          fmt::format("if it moves between them, list it in {} of both", shared_key_));
  }

  // After all own ones.
  void add_shared(const Peer& peer, const Address& address, Problems& problems) const {
    if (!check(peer, address, problems)) return;
    const auto owner = own_.find(address);
    if (owner != own_.end())
      problems.error(peer,
                     fmt::format("{} is shared here, but it is peer \"{}\"'s own",
                                 address.to_string(), owner->second->name),
                     fmt::format("list it as own, or in {}, but not in both", shared_key_));
  }

 private:
  static bool check(const Peer& peer, const Address& address, Problems& problems) {
    const char* why = why_no_host(address);
    if (why == nullptr) return true;
    problems.error(peer, fmt::format("{} {}", address.to_string(), why),
                   "a peer's addresses are those it sends from");
    return false;
  }

  const char* shared_key_;
  std::map<Address, const Peer*> own_;
};

}  // namespace

void check_peers(const Policy& policy, const std::vector<std::string>& ports, Problems& problems) {
  check_names(policy.peers, problems);
  check_ports(policy.peers, ports, problems);
  Owners<IpAddress> addresses("shared_addresses");
  Owners<MacAddress> macs("shared_macs");
  for (const Peer& peer : policy.peers) {
    if (peer.addresses.empty() && peer.macs.empty())
      problems.warning(peer, "has neither an address nor a mac",
                       "no frame can be told to be this peer's");
    for (const IpAddress& address : peer.addresses)
      addresses.add_own(peer, address, problems);
    for (const MacAddress& mac : peer.macs)
      macs.add_own(peer, mac, problems);
  }
  for (const Peer& peer : policy.peers) {
    for (const IpAddress& address : peer.shared_addresses)
      addresses.add_shared(peer, address, problems);
    for (const MacAddress& mac : peer.shared_macs)
      macs.add_shared(peer, mac, problems);
  }
}

}  // namespace haguard
