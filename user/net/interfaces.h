// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The interfaces of this network namespace as the kernel describes them, with what a bridge and its
// ports say of themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace haguard {

struct BridgeState {
  std::uint16_t group_fwd_mask = 0;  // bit n: 01:80:c2:00:00:0n is forwarded
  bool stp = false;
  bool vlan_filtering = false;
  bool multicast_snooping = false;
  bool querier = false;        // it asks for memberships itself
  bool other_querier = false;  // it hears another one
  bool nf_call_iptables = false;
  bool nf_call_ip6tables = false;
  bool nf_call_arptables = false;
};

// As BR_STATE_* of linux/if_bridge.h.
enum class BridgePortState : std::uint8_t {
  kDisabled = 0,
  kListening = 1,
  kLearning = 2,
  kForwarding = 3,
  kBlocking = 4,
};

struct BridgePort {
  BridgePortState state = BridgePortState::kForwarding;
  std::uint16_t group_fwd_mask = 0;  // as of the bridge, but for this port, and bit 0, 2 allowed
  bool isolated = false;
  bool hairpin = false;
  bool unicast_flood = true;
  bool multicast_flood = true;
  bool broadcast_flood = true;
  bool neighbour_suppression = false;
};

struct Interface {
  unsigned index = 0;
  std::string name;
  bool up = false;       // by the administrator
  bool carrier = false;  // the cable has signal
  unsigned mtu = 0;
  unsigned master = 0;  // index of the bridge or bond it belongs to; 0: none
  unsigned lower = 0;   // index of the interface a VLAN or macvlan stands on; 0: none here
  std::string kind;     // "bridge", "veth", "vlan"; empty for hardware
  std::optional<BridgeState> bridge;
  std::optional<BridgePort> bridge_port;
};

Result<std::vector<Interface>> list_interfaces();

// The one of this number. kFailed where there is none.
Result<Interface> query_interface(unsigned index);

// nullptr where there is none.
const Interface* find_interface(const std::vector<Interface>& interfaces, const std::string& name);
const Interface* find_interface(const std::vector<Interface>& interfaces, unsigned index);

// Whether frames to or from `upper` go through `port`: they are the same, or the port belongs to
// it (bridge, bond) or stands below it (VLAN, macvlan), at any depth.
bool carries(const std::vector<Interface>& interfaces, unsigned port, unsigned upper);

}  // namespace haguard
