// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the passes of make_candidate() hand to each other. Each pass is a function on the draft that
// reads what earlier ones filled in; candidate.cpp lists them in order.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "learn/candidate.h"
#include "learn/hosts.h"

namespace haguard {

using UnitIndex = std::size_t;

// One HA unit: the hosts that it is, and what the policy will say of it.
struct Unit {
  Peer peer;
  std::uint8_t side = 0;
  std::vector<HostIndex> hosts;  // none: named, but never seen
};

// An observation that a unit sent and that belongs into the policy: its ends, told by name where
// they are the units' own addresses, and literally where not.
struct Traffic {
  const Observation* observed = nullptr;
  UnitIndex from = 0;
  std::optional<UnitIndex> to;
  std::optional<IpAddress> source;
  std::optional<IpAddress> destination;
  std::optional<MacAddress> destination_mac;
};

// Doubts, those about the same subject and traffic merged.
class DoubtBook {
 public:
  void add(Doubt doubt);
  // The weightiest first: what concerns the pair, then by frames. At most kMaxDoubts.
  std::vector<Doubt> take(std::size_t& omitted);

 private:
  std::map<std::tuple<DoubtKind, std::string, std::string>, Doubt> doubts_;
};

struct Draft {
  Draft(const Evidence& learned, const std::vector<System>& known)
      : evidence(learned), systems(known), hosts(Hosts::collect(learned.observations, known)) {}

  const Evidence& evidence;
  const std::vector<System>& systems;
  bool is_template = false;  // nobody has listened: what the units can do counts as seen
  Hosts hosts;
  std::vector<Unit> units;
  std::vector<const System*> in_use;  // recognised or configured
  std::vector<Traffic> traffic;
  DoubtBook doubts;
  // What the choice of the units and of their addresses has to say to the reviewer.
  std::vector<CoverageFinding> remarks;
  Candidate candidate;
  std::map<std::string, std::size_t> index;  // flow identity to place in candidate.policy.flows
};

// The unit one of whose hosts is (side, mac).
std::optional<UnitIndex> unit_of(const Draft& draft, std::uint8_t side, const MacAddress& mac);

// "192.0.2.66 (02:00:00:00:00:66) on eth1"; with more than two addresses "and N more".
std::string describe_host(const Draft& draft, const HeardHost& host);
std::string port_name(const Evidence& evidence, std::uint8_t side);

// What one observation is, in words: "Cisco ASA failover", "udp 40000 > 3780".
std::string describe_traffic(const Draft& draft, const Observation& observation);

// A doubt about one observation, its counts filled in.
Doubt doubt_about(const Draft& draft, DoubtKind kind, const HeardHost& host,
                  const Observation& observation);

// Entries of the systems in use that name these facts.
std::vector<const SystemFlow*> entries_in_use(const Draft& draft, const FlowFacts& facts);

}  // namespace haguard
