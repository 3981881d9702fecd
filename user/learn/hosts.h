// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Who sits on which side: a host is one MAC on one side that was seen to send. Addresses come from
// frames it sent, never from frames sent to it alone.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "learn/observation.h"
#include "systems/system.h"

namespace haguard {

struct AddressUse {
  std::uint64_t frames = 0;
  // It was used on the link itself (ARP, ND, membership reports, link scope), so it is the host's
  // own and not that of somebody it forwards for.
  bool proven = false;
  bool announced = false;  // by gratuitous ARP or an unsolicited advertisement
};

struct HeardHost {
  std::uint8_t side = 0;
  MacAddress mac;
  bool virtual_mac = false;  // a prefix that moves between units
  bool speaks_ip = false;    // IP or ARP, not only frames of the link
  std::map<IpAddress, AddressUse> addresses;
  std::uint64_t frames = 0;
  std::uint64_t first_ns = 0;
  std::uint64_t last_ns = 0;
};

using HostIndex = std::size_t;

class Hosts {
 public:
  static Hosts collect(const std::vector<Observation>& observations,
                       const std::vector<System>& systems);

  const std::vector<HeardHost>& all() const { return hosts_; }
  const HeardHost& operator[](HostIndex index) const { return hosts_[index]; }
  std::optional<HostIndex> find(std::uint8_t side, const MacAddress& mac) const;
  // Those that sent from `address`, on any side.
  const std::vector<HostIndex>& with(const IpAddress& address) const;
  // Those with an IPv6 address whose solicited-node group is `group`.
  const std::vector<HostIndex>& listening(const IpAddress& group) const;

 private:
  HeardHost& at(std::uint8_t side, const MacAddress& mac);
  void note(const Observation& observation, const MacAddress& mac, std::uint64_t frames);
  void note_address(HeardHost& host, const Observation& observation, std::uint64_t frames);
  void index();

  std::vector<HeardHost> hosts_;
  std::map<std::pair<std::uint8_t, MacAddress>, HostIndex> by_mac_;
  std::map<IpAddress, std::vector<HostIndex>> by_address_;
  std::map<IpAddress, std::vector<HostIndex>> by_group_;
};

// The addresses of a host that are its own: proven ones; of a family without a proven one, the one
// it sent from most.
std::vector<IpAddress> own_addresses(const HeardHost& host);

}  // namespace haguard
