// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Whether a port carries what goes through an interface above it, and who is logged in.
#include <catch2/catch.hpp>

#include "net/interfaces.h"
#include "net/session.h"

namespace haguard {
namespace {

Interface make(unsigned index, unsigned master = 0, unsigned lower = 0) {
  Interface interface;
  interface.index = index;
  interface.master = master;
  interface.lower = lower;
  return interface;
}

std::string client(const char* value) {
  const auto address = client_in(value);
  return address ? address->to_string() : "none";
}

}  // namespace

TEST_CASE("net: a port carries its bridge, and a VLAN on that bridge") {
  // 3: VLAN on bridge 2; 10 and 11: ports of the bridge; 12: a bond's member, the bond 11.
  const std::vector<Interface> all = {make(1),     make(2),      make(3, 0, 2), make(10, 2),
                                      make(11, 2), make(12, 11), make(20)};
  for (const unsigned port : {2U, 10U, 11U, 12U}) {
    INFO(port);
    CHECK(carries(all, port, 3));
  }
  CHECK(carries(all, 20, 20));
  CHECK_FALSE(carries(all, 20, 3));
  CHECK_FALSE(carries(all, 3, 10));
  CHECK_FALSE(carries(all, 1, 2));
}

TEST_CASE("net: interfaces that stand on one another end") {
  const std::vector<Interface> all = {make(1, 2, 2), make(2, 1, 1), make(3)};
  CHECK(carries(all, 2, 1));
  CHECK_FALSE(carries(all, 3, 1));
}

TEST_CASE("net: the client of an ssh session") {
  CHECK(client("192.0.2.9 50022 192.0.2.1 22") == "192.0.2.9");
  CHECK(client("2001:db8::9 50022 2001:db8::1 22") == "2001:db8::9");
  CHECK(client("fe80::9%eth0 50022 fe80::1%eth0 22") == "fe80::9");
  CHECK(client("::ffff:192.0.2.9 50022 ::ffff:192.0.2.1 22") == "192.0.2.9");
  CHECK(client("") == "none");
  CHECK(client("UNKNOWN 1 2 3") == "none");
}

}  // namespace haguard
