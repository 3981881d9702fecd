// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One HA system of the knowledge base as a value: what it puts on the wire, how sure that is, and
// who says so. Read from systems/*.toml (read.h); the keys are described in docs/systems.md.
// Unknown stays unset: nothing here is a guess.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "policy/model.h"

namespace haguard {

// H: vendor document or decoded capture, M: one good source, L: a weak one, ?: nobody says.
enum class Confidence : std::uint8_t { kHigh, kMedium, kLow, kUnknown };
char confidence_letter(Confidence confidence);

// Who sends: both peers, whoever is active (so the other one after a failover), or one of them.
enum class FlowDirection : std::uint8_t { kBoth, kActive, kOne };

// Whether a healthy pair shows it: always, where it is configured, or only at rare events.
enum class FlowNeed : std::uint8_t { kRequired, kOptional, kRare };

// How much seeing it tells that this is the system.
enum class Signature : std::uint8_t { kNone, kWeak, kStrong };

// Which ports of TCP, UDP or SCTP are fixed.
enum class PortForm : std::uint8_t {
  kEvidence,     // what is seen decides
  kDestination,  // the listed port is the receiver's, any port the sender's
  kBoth,         // the listed port at both ends
};

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  bool operator==(const PortRange&) const = default;
};

// The leading bytes of a MAC address: "00:00:5e:00:01:*".
struct MacPrefix {
  MacAddress bytes;      // the rest is zero
  std::size_t size = 0;  // 1..6
  bool covers(const MacAddress& mac) const;
  bool operator==(const MacPrefix&) const = default;
};

struct SystemFlow {
  std::string name;
  std::string label;

  FlowKind kind = FlowKind::kIp;
  std::uint8_t protocol = 0;           // kIp
  std::vector<std::uint16_t> numbers;  // kEther: ethertypes; kLlc: DSAP << 8 | SSAP
  std::vector<PortRange> ports;        // empty: any
  PortForm port_form = PortForm::kEvidence;
  std::vector<std::uint8_t> icmp_types;  // empty: any

  bool to_unicast = true;
  bool to_group = false;
  bool to_broadcast = false;
  std::vector<IpAddress> groups;  // with to_group; empty: any
  std::vector<MacAddress> group_macs;

  FlowDirection direction = FlowDirection::kBoth;
  FlowNeed need = FlowNeed::kOptional;
  std::string why;                       // with kRare: why a short window may not show it
  std::vector<std::string> instead;      // names of flows that make this one dispensable
  std::vector<std::string> accompanies;  // names of flows that it is seeded beside
  Signature signature = Signature::kNone;
  bool heartbeat = false;
  bool fragments = false;
  bool fallback = false;  // names a flow only where nothing else does

  Confidence confidence = Confidence::kUnknown;
  std::string source;
  std::string note;
};

// Nanoseconds; unset where nobody says.
struct SystemTimers {
  std::optional<std::uint64_t> poll, poll_lowest, poll_highest;
  std::optional<std::uint64_t> hold, hold_lowest, hold_highest;
  std::optional<std::uint32_t> hold_polls;  // hold is at least so many polls
  std::optional<std::uint32_t> missed;      // hellos in a row before the system acts
};

struct System {
  std::string id;
  std::string title;
  std::string description;
  Confidence confidence = Confidence::kUnknown;
  std::string source;
  bool background = false;  // names flows, but is no HA system
  SystemTimers timers;
  std::optional<std::uint64_t> latency_warn, latency_critical;  // nanoseconds
  bool shared_addresses = false;                                // addresses move between the units
  std::vector<MacPrefix> shared_macs;
  std::vector<SystemFlow> flows;
  std::string file;  // where it was read from
};

// nullptr where there is none of that id, or name.
const System* find_system(const std::vector<System>& systems, const std::string& id);
const SystemFlow* find_flow(const System& system, const std::string& name);

}  // namespace haguard
