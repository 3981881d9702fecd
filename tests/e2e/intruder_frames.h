// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Who tries to get across, with what, and the reason that must be given. The pair is that of the
// lab under kIntruderPolicy; the guests are strangers on its sides.
#pragma once

#include <string>
#include <vector>

#include "e2e/intruder_lab.h"

namespace haguard {

struct Intruder {
  std::string name;
  Seat seat = Seat::kGuestA;
  Bytes frame;
  std::string reason;
};

// As an operator writes it: discovery, the failover protocol plain and in VLAN 3001, ping, IPv6.
extern const char* const kIntruderPolicy;

std::vector<Intruder> named_intruders();
const Intruder& find_intruder(const std::vector<Intruder>& all, const std::string& name);

}  // namespace haguard
