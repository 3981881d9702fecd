// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy as a value: the peers of a link and the flows that are allowed between them. What a
// person reads and edits (text.h), what is checked (check.h), compared (diff.h), and compiled into
// the table that the kernel looks up (compile.h). Nothing here needs root or knows of maps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"

namespace haguard {

// 802.1Q/802.1ad tags, outer first; at most two.
struct VlanTags {
  std::vector<std::uint16_t> ids;  // 0..4095 each
  auto operator<=>(const VlanTags&) const = default;
};

// One HA unit.
struct Peer {
  std::string name;
  std::string port;                  // interface it is behind
  std::vector<MacAddress> macs;      // its own; empty: not bound to a MAC
  std::vector<IpAddress> addresses;  // its own
  // Addresses and MACs that move between the peers (a VRRP virtual router): other peers may list
  // the same ones. A flow uses one of them only where its `source` says so.
  std::vector<IpAddress> shared_addresses;
  std::vector<MacAddress> shared_macs;
  bool operator==(const Peer&) const = default;
};

enum class FlowKind : std::uint8_t { kIp, kArp, kEther, kLlc };

// Where an entry came from; written to the file so that a reviewer knows what was not seen.
enum class Origin : std::uint8_t { kWritten, kLearned, kKnowledge };

// One direction of one kind of traffic. Unset optionals mean "any".
struct Flow {
  std::string name;
  std::string from;  // name of the sending peer; gives the ingress port
  std::string to;    // name of the receiving peer, or empty: destination or destination_mac says

  FlowKind kind = FlowKind::kIp;
  std::uint8_t protocol = 0;  // kIp: IP protocol number
  std::uint16_t number = 0;   // kEther: ethertype; kLlc: DSAP << 8 | SSAP

  std::optional<IpAddress> source;            // unset: every own address of `from`
  std::optional<IpAddress> destination;       // unset: every own address of `to`
  std::optional<MacAddress> destination_mac;  // kEther, kLlc: unset: every own MAC of `to`

  std::optional<std::uint16_t> source_port;  // TCP, UDP, SCTP, DCCP, UDP-Lite
  std::optional<std::uint16_t> destination_port;
  std::optional<std::uint8_t> icmp_type;
  std::optional<std::uint8_t> icmp_code;       // only with icmp_type
  std::optional<std::uint16_t> arp_operation;  // 1 request, 2 reply

  VlanTags vlan;
  bool fragments = false;  // later fragments pass
  bool heartbeat = false;  // its silence means something
  bool bind_mac = true;    // the source MAC must be one of the sending peer's
  Origin origin = Origin::kWritten;

  bool operator==(const Flow&) const = default;
};

struct Policy {
  std::string link;
  std::string system;  // knowledge base entry it was recognised as, or empty
  std::vector<Peer> peers;
  std::vector<Flow> flows;
  bool operator==(const Policy&) const = default;
};

// nullptr where the policy has no such peer.
const Peer* find_peer(const Policy& policy, const std::string& name);

// Has ports in the first four bytes of its header.
bool protocol_has_ports(std::uint8_t protocol);

// ICMP or ICMPv6.
bool is_icmp(const Flow& flow);

// The family of address that the flow's protocol exists in, where it is only one: IPv4 for ARP,
// ICMP and IGMP, IPv6 for ICMPv6.
std::optional<Family> only_family(const Flow& flow);
bool exists_in(const Flow& flow, Family family);

// "42/42": the two service access points of an LLC frame, as a policy writes them.
std::string llc_text(std::uint16_t number);

// "udp" for 17 and so on; empty where there is no common name. parse is the reverse.
std::string protocol_name(std::uint8_t protocol);
std::optional<std::uint8_t> protocol_number(const std::string& name);
std::vector<std::string> protocol_names();

// What tells one flow from another: everything that decides which frames it matches, by peer names
// (not their addresses), and nothing else (not its name, origin or heartbeat). Equal identities
// keep their flow id, and so their counters, from one policy to the next. "eth1 vlan 3001 primary >
// secondary ip 105"-like; stable text, ASCII, one line.
std::string flow_identity(const Flow& flow);

}  // namespace haguard
