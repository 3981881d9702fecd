// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Who talks to whom across the link, and how much it looks like two HA units.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "learn/hosts.h"
#include "systems/match.h"

namespace haguard {

// Between two hosts of different sides. [0]: from the one with the lower index.
struct Talk {
  bool ha[2] = {};    // a protocol that only HA units speak, to the other's address
  bool ip[2] = {};    // any other unicast
  bool near[2] = {};  // ARP or neighbour discovery
  std::uint64_t frames = 0;
};

// What a host says to nobody in particular.
struct Monologue {
  bool ha = false;          // an HA protocol to a group or a broadcast
  bool ha_member = false;   // joined a group of an HA protocol
  bool membership = false;  // any group membership
};

struct Talks {
  std::map<std::pair<HostIndex, HostIndex>, Talk> pairs;  // first < second
  std::vector<Monologue> monologues;                      // of each host
  // The host that a host belongs to: itself, or for a virtual MAC the real host behind it.
  std::vector<HostIndex> owners;
};

Talks collect_talks(const std::vector<Observation>& observations, const Hosts& hosts,
                    const std::vector<System>& systems);

}  // namespace haguard
