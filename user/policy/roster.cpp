// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/roster.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace haguard {
namespace {

std::uint8_t mac_flags_of(const Peer& peer) {
  if (peer.macs.empty()) return 0;
  return peer.macs.size() == 1 && peer.shared_macs.empty() ? HG_LINE_MAC : HG_LINE_ANY_MAC;
}

}  // namespace

Result<Roster> Roster::make(const std::vector<Peer>& peers, const std::vector<std::string>& ports) {
  if (ports.size() > HG_MAX_SIDES)
    return usage(fmt::format("compile the policy: the link has {} ports, at most {} are possible",
                             ports.size(), HG_MAX_SIDES));
  Roster roster;
  for (const Peer& peer : peers) {
    const auto port = std::find(ports.begin(), ports.end(), peer.port);
    if (port == ports.end())
      return usage(
          fmt::format("peer \"{}\": port \"{}\" is none of this link's", peer.name, peer.port),
          fmt::format("the link's ports are {}", fmt::join(ports, ", ")));
    const auto index = static_cast<std::uint32_t>(roster.seats_.size());
    if (!roster.by_name_.emplace(peer.name, index).second)
      return usage(fmt::format("peer \"{}\" is there twice", peer.name), "rename one of them");
    roster.seats_.push_back(
        {&peer, index, static_cast<std::uint8_t>(port - ports.begin()), mac_flags_of(peer)});
  }
  return roster;
}

const PeerSeat* Roster::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &seats_[found->second];
}

}  // namespace haguard
