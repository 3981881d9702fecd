// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "system/units.h"

#include <fmt/format.h>

#include <utility>

#include "system/tap.h"

namespace haguard {

Result<Units> Units::create(const std::string& card_options, unsigned queues) {
  Units units;
  for (const int side : {1, 2}) {
    HG_TRY(Netns netns, Netns::create());
    HG_CHECK(netns.sysctl("net/ipv6/conf/all/disable_ipv6", "1"));
    HG_CHECK(netns.sysctl("net/ipv6/conf/default/disable_ipv6", "1"));
    HG_TRY(std::vector<Fd> cable, make_tap(netns, Host::kInterface, queues));
    HG_TRY(const MacAddress mac, MacAddress::parse(fmt::format("02:00:00:00:00:0{}", side)));
    HG_TRY(const IpAddress address, IpAddress::parse(fmt::format("192.0.2.{}", side)));
    HG_CHECK(
        netns.ip_batch(fmt::format("link set eth0 address {}\nlink set eth0 up\n"
                                   "address add {}/24 broadcast + dev eth0\n",
                                   mac.to_string(), address.to_string())));
    units.hosts_.push_back({std::move(netns), mac, address, {}, {}});
    units.cards_.push_back(
        {fmt::format("52:54:00:00:00:0{}", side), std::move(cable), card_options});
  }
  return units;
}

}  // namespace haguard
