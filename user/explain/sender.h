// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Who sent a frame, as far as a policy knows: by its address, by its MAC.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/model.h"

struct hg_packet;

namespace haguard {

struct Sender {
  std::optional<IpAddress> address;  // none: the frame has no protocol address
  MacAddress mac;
  std::vector<std::string> by_address;  // peers that have it, as their own or shared
  std::vector<std::string> by_mac;
};

Sender sender_of(const Policy& policy, const hg_packet& packet);

// The peer behind `port` that a flow for this frame would be from: by address or, where there is
// none (or it is unspecified), by its own MAC. nullptr: no peer is known to send it there.
const Peer* sending_peer(const Policy& policy, const hg_packet& packet, const std::string& port);

}  // namespace haguard
