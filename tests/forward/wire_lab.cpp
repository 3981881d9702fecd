// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "forward/wire_lab.h"

#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "harness/offload.h"

namespace haguard {

// No IPv6: the firewall's interfaces have none, and the units' own multicast reports would be
// redirected, too, at times of their own.
WireLab::WireLab() : lab_(must(Lab::create({.ipv6 = false}))), haguard_(lab_) {
  take(1, true);
  take(2, true);
}

void WireLab::take(int side, bool on) const {
  const Host& unit = side == 1 ? lab_.a() : lab_.b();
  must(set_features(unit.netns, Host::kInterface, {"rx-gro"}, on));
}

void WireLab::remove_bridge() const {
  must(lab_.fw().ip_batch("link set eth1 nomaster\nlink set eth2 nomaster\nlink delete br0\n"));
}

std::string WireLab::forward() const {
  return haguard_.json({"forward", "rooms"})["forward"];
}

nlohmann::json WireLab::failures(const std::string& port) const {
  const nlohmann::json json = haguard_.json({"forward", "rooms"});
  for (const nlohmann::json& one : json["ports"])
    if (one["port"] == port) return one;
  FAIL("no such port: " << port);
  return {};
}

}  // namespace haguard
