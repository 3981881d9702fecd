// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "net/tc_filters.h"

#include <fmt/format.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "net/netlink.h"

namespace haguard {

Result<std::string> hook_qdisc(unsigned ifindex) {
  NetlinkRequest request(RTM_GETQDISC, true);
  auto* header = request.header<tcmsg>();
  header->tcm_family = AF_UNSPEC;
  header->tcm_ifindex = static_cast<int>(ifindex);
  std::string kind;
  HG_CHECK(ask_netlink(request, fmt::format("read the qdiscs of interface {}", ifindex),
                       [&](const nlmsghdr* message) {
                         const auto& qdisc = family_header<tcmsg>(message);
                         if (qdisc.tcm_ifindex != static_cast<int>(ifindex)) return;
                         if (qdisc.tcm_parent != TC_H_CLSACT) return;
                         kind = Attributes(message, sizeof qdisc, TCA_KIND).text(TCA_KIND);
                       }));
  return kind;
}

Result<bool> has_tc_filters(unsigned ifindex) {
  bool found = false;
  for (const unsigned side : {TC_H_MIN_INGRESS, TC_H_MIN_EGRESS}) {
    NetlinkRequest request(RTM_GETTFILTER, true);
    auto* header = request.header<tcmsg>();
    header->tcm_family = AF_UNSPEC;
    header->tcm_ifindex = static_cast<int>(ifindex);
    header->tcm_parent = TC_H_MAKE(TC_H_CLSACT, side);
    HG_CHECK(ask_netlink(request, fmt::format("read the tc filters of interface {}", ifindex),
                         [&](const nlmsghdr* message) {
                           if (message->nlmsg_type == RTM_NEWTFILTER) found = true;
                         }));
  }
  return found;
}

}  // namespace haguard
