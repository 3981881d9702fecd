// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How frames get from one port of a link to the other once the program let them pass.
#pragma once

#include <cstdint>
#include <optional>

#include "doctor/facts.h"

namespace haguard {

enum class Path : std::uint8_t {
  kUnknown,    // an interface is missing
  kOneBridge,  // every port belongs to the same bridge
  kBridges,    // to several, or only some to one
  kRouted,     // none belongs to a bridge
};
Path path_of(const LinkFacts& link);

// The bridge of the port; nullptr where it is in none.
const Interface* bridge_of(const MachineFacts& machine, const PortFacts& port);
// Of the first port that has one.
const Interface* bridge_of(const MachineFacts& machine, const LinkFacts& link);

// The interface of a default route whose frames go through the port; nothing where there is none,
// or where that was not read.
std::optional<unsigned> default_route_through(const MachineFacts& machine, const PortFacts& port);

// "eth1, eth2"
std::string port_names(const LinkFacts& link);

// "haguard attach rooms --ports eth1,eth2"
std::string attach_command(const LinkFacts& link);

// The policy, or nullptr where there is none or it cannot be read.
const Policy* policy_of(const LinkFacts& link);

}  // namespace haguard
