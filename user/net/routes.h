// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The routes of this network namespace: through which interfaces this machine reaches the world.
#pragma once

#include <set>

#include "base/address.h"
#include "base/result.h"

namespace haguard {

// Indices of the interfaces of every default route, IPv4 and IPv6, of every table, each next hop of
// a multipath route. Unreachable and blackhole routes have none.
Result<std::set<unsigned>> default_route_interfaces();

// This machine routes what is not its own, IPv4 or IPv6.
Result<bool> forwards_packets();

// The interface through which the kernel would send to `address`. kFailed where there is no route.
Result<unsigned> route_to(const IpAddress& address);

}  // namespace haguard
