// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "net/routes.h"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "base/sysctl.h"
#include "net/netlink.h"

namespace haguard {
namespace {

unsigned char kernel_family(Family family) {
  return family == Family::kIpv4 ? AF_INET : AF_INET6;
}

void add_hops(const Attributes& route, std::set<unsigned>& interfaces) {
  if (route.u32(RTA_OIF) != 0) interfaces.insert(route.u32(RTA_OIF));
  std::span<const std::uint8_t> hops = route.bytes(RTA_MULTIPATH);
  while (hops.size() >= sizeof(rtnexthop)) {
    rtnexthop hop{};
    std::memcpy(&hop, hops.data(), sizeof hop);
    const std::size_t size = (hop.rtnh_len + RTNH_ALIGNTO - 1U) & ~(RTNH_ALIGNTO - 1U);
    if (hop.rtnh_len < sizeof hop) return;
    interfaces.insert(static_cast<unsigned>(hop.rtnh_ifindex));
    hops = hops.subspan(std::min(size, hops.size()));
  }
}

bool is_default(const rtmsg& route) {
  return route.rtm_dst_len == 0 && route.rtm_type == RTN_UNICAST &&
         (route.rtm_flags & RTM_F_CLONED) == 0;
}

Status add_default_routes(unsigned char family, std::set<unsigned>& interfaces) {
  NetlinkRequest request(RTM_GETROUTE, true);
  request.header<rtmsg>()->rtm_family = family;
  return ask_netlink(request, "list the routes", [&](const nlmsghdr* message) {
    if (message->nlmsg_type != RTM_NEWROUTE) return;
    if (!is_default(family_header<rtmsg>(message))) return;
    add_hops(Attributes(message, sizeof(rtmsg), RTA_MAX), interfaces);
  });
}

}  // namespace

Result<std::set<unsigned>> default_route_interfaces() {
  std::set<unsigned> interfaces;
  HG_CHECK(add_default_routes(AF_INET, interfaces));
  HG_CHECK(add_default_routes(AF_INET6, interfaces));
  return interfaces;
}

Result<unsigned> route_to(const IpAddress& address) {
  const std::size_t size = address.is_v4() ? 4 : 16;
  NetlinkRequest request(RTM_GETROUTE, false);
  auto* header = request.header<rtmsg>();
  header->rtm_family = kernel_family(address.family);
  header->rtm_dst_len = static_cast<unsigned char>(size * 8);
  request.put(RTA_DST, address.bytes.data(), size);
  unsigned index = 0;
  const std::string attempt = fmt::format("find the route to {}", address.to_string());
  HG_CHECK(ask_netlink(request, attempt, [&](const nlmsghdr* message) {
    if (message->nlmsg_type == RTM_NEWROUTE)
      index = Attributes(message, sizeof(rtmsg), RTA_MAX).u32(RTA_OIF);
  }));
  if (index == 0) return failed(attempt + ": it names no interface");
  return index;
}

Result<bool> forwards_packets() {
  HG_TRY(const bool four, read_switch("/proc/sys/net/ipv4/ip_forward"));
  HG_TRY(const bool six, read_switch("/proc/sys/net/ipv6/conf/all/forwarding"));
  return four || six;
}

}  // namespace haguard
