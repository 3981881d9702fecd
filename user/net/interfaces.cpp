// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "net/interfaces.h"

#include <fmt/format.h>
#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <set>

#include "net/netlink.h"

namespace haguard {
namespace {

BridgeState read_bridge(const nlattr* data) {
  const Attributes bridge(data, IFLA_BR_MAX);
  const Attributes queriers(bridge.find(IFLA_BR_MCAST_QUERIER_STATE), BRIDGE_QUERIER_MAX);
  BridgeState state;
  state.group_fwd_mask = bridge.u16(IFLA_BR_GROUP_FWD_MASK);
  state.stp = bridge.u32(IFLA_BR_STP_STATE) != 0;
  state.vlan_filtering = bridge.u8(IFLA_BR_VLAN_FILTERING) != 0;
  state.multicast_snooping = bridge.u8(IFLA_BR_MCAST_SNOOPING) != 0;
  state.querier = bridge.u8(IFLA_BR_MCAST_QUERIER) != 0;
  // A port is named only for a querier other than the bridge itself.
  state.other_querier =
      queriers.has(BRIDGE_QUERIER_IP_PORT) || queriers.has(BRIDGE_QUERIER_IPV6_PORT);
  state.nf_call_iptables = bridge.u8(IFLA_BR_NF_CALL_IPTABLES) != 0;
  state.nf_call_ip6tables = bridge.u8(IFLA_BR_NF_CALL_IP6TABLES) != 0;
  state.nf_call_arptables = bridge.u8(IFLA_BR_NF_CALL_ARPTABLES) != 0;
  return state;
}

BridgePort read_bridge_port(const nlattr* data) {
  const Attributes port(data, IFLA_BRPORT_MAX);
  BridgePort state;
  state.state = static_cast<BridgePortState>(
      port.u8(IFLA_BRPORT_STATE, static_cast<std::uint8_t>(BridgePortState::kForwarding)));
  state.group_fwd_mask = port.u16(IFLA_BRPORT_GROUP_FWD_MASK);
  state.isolated = port.u8(IFLA_BRPORT_ISOLATED) != 0;
  state.hairpin = port.u8(IFLA_BRPORT_MODE) != 0;
  state.unicast_flood = port.u8(IFLA_BRPORT_UNICAST_FLOOD, 1) != 0;
  state.multicast_flood = port.u8(IFLA_BRPORT_MCAST_FLOOD, 1) != 0;
  state.broadcast_flood = port.u8(IFLA_BRPORT_BCAST_FLOOD, 1) != 0;
  state.neighbour_suppression = port.u8(IFLA_BRPORT_NEIGH_SUPPRESS) != 0;
  return state;
}

Interface read_interface(const nlmsghdr* message) {
  const auto& header = family_header<ifinfomsg>(message);
  const Attributes link(message, sizeof(ifinfomsg), IFLA_MAX);
  const Attributes info(link.find(IFLA_LINKINFO), IFLA_INFO_MAX);
  Interface interface;
  interface.index = static_cast<unsigned>(header.ifi_index);
  interface.name = link.text(IFLA_IFNAME);
  interface.up = (header.ifi_flags & IFF_UP) != 0;
  interface.carrier = link.u8(IFLA_CARRIER) != 0;
  interface.mtu = link.u32(IFLA_MTU);
  interface.master = link.u32(IFLA_MASTER);
  interface.kind = info.text(IFLA_INFO_KIND);
  // The "link" of a veth is its other end; with a namespace id it stands in another namespace.
  if (interface.kind != "veth" && !link.has(IFLA_LINK_NETNSID) &&
      link.u32(IFLA_LINK) != interface.index)
    interface.lower = link.u32(IFLA_LINK);
  if (interface.kind == "bridge") interface.bridge = read_bridge(info.find(IFLA_INFO_DATA));
  if (info.text(IFLA_INFO_SLAVE_KIND) == "bridge")
    interface.bridge_port = read_bridge_port(info.find(IFLA_INFO_SLAVE_DATA));
  return interface;
}

}  // namespace

Result<std::vector<Interface>> list_interfaces() {
  NetlinkRequest request(RTM_GETLINK, true);
  request.header<ifinfomsg>()->ifi_family = AF_UNSPEC;
  std::vector<Interface> interfaces;
  HG_CHECK(ask_netlink(request, "list the interfaces", [&](const nlmsghdr* message) {
    if (message->nlmsg_type == RTM_NEWLINK) interfaces.push_back(read_interface(message));
  }));
  return interfaces;
}

Result<Interface> query_interface(unsigned index) {
  NetlinkRequest request(RTM_GETLINK, false);
  request.header<ifinfomsg>()->ifi_index = static_cast<int>(index);
  Interface interface;
  HG_CHECK(ask_netlink(request, fmt::format("read interface {}", index),
                       [&](const nlmsghdr* message) { interface = read_interface(message); }));
  return interface;
}

const Interface* find_interface(const std::vector<Interface>& interfaces, const std::string& name) {
  const auto found = std::find_if(interfaces.begin(), interfaces.end(),
                                  [&](const Interface& one) { return one.name == name; });
  return found == interfaces.end() ? nullptr : &*found;
}

const Interface* find_interface(const std::vector<Interface>& interfaces, unsigned index) {
  const auto found = std::find_if(interfaces.begin(), interfaces.end(),
                                  [&](const Interface& one) { return one.index == index; });
  return found == interfaces.end() ? nullptr : &*found;
}

bool carries(const std::vector<Interface>& interfaces, unsigned port, unsigned upper) {
  std::set<unsigned> seen;
  std::vector<unsigned> open{upper};
  while (!open.empty()) {
    const unsigned index = open.back();
    open.pop_back();
    if (index == port) return true;
    if (index == 0 || !seen.insert(index).second) continue;
    for (const Interface& one : interfaces) {
      if (one.master == index) open.push_back(one.index);
      if (one.index == index) open.push_back(one.lower);
    }
  }
  return false;
}

}  // namespace haguard
