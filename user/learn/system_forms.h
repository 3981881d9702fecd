// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// An entry of the knowledge base as flows of two units: one for each ICMP type, port and number.
#pragma once

#include <optional>
#include <vector>

#include "learn/draft.h"

namespace haguard {

// Where such a flow goes.
struct Destination {
  VlanTags vlan;
  std::optional<IpAddress> address;  // unset: the other unit
  auto operator<=>(const Destination&) const = default;
};

// Of a range of ports the first.
std::vector<Flow> forms_of(const Draft& draft, UnitIndex from, const SystemFlow& entry,
                           const Destination& to);

}  // namespace haguard
