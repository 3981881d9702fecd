// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The pair that the policy tests speak of: two peers behind eth1 and eth2, frames between them, and
// what the data path says of a frame under a compiled policy.
#pragma once

#include <string>

#include "harness/frame.h"
#include "policy/compile.h"
#include "policy/datapath.h"

namespace haguard::pair {

inline const MacAddress kPrimaryMac = mac("02:00:00:00:00:01");
inline const MacAddress kSecondaryMac = mac("02:00:00:00:00:02");
inline const MacAddress kStrangerMac = mac("02:00:00:00:00:66");
inline const MacAddress kBroadcastMac = mac("ff:ff:ff:ff:ff:ff");
inline const IpAddress kPrimary = ip("192.0.2.1");
inline const IpAddress kSecondary = ip("192.0.2.2");
inline const IpAddress kStranger = ip("192.0.2.66");
inline const IpAddress kPrimary6 = ip("2001:db8::1");
inline const IpAddress kSecondary6 = ip("2001:db8::2");
inline constexpr std::uint8_t kPrimarySide = 0;
inline constexpr std::uint8_t kSecondarySide = 1;

// The two peers, each with one MAC, one IPv4 and one IPv6 address; no flows.
Policy peers_only();

// A flow from primary to secondary; the name is the protocol number.
Flow ip_flow(std::uint8_t protocol);
Flow arp_flow(const std::string& from, const std::string& to);
// The same flow from its receiver to its sender.
Flow reversed(Flow flow);

CompileOptions options();

// Compiles with options(); a policy that does not compile fails the test.
CompiledPolicy compiled(const Policy& policy);
CompiledPolicy compiled(const Policy& policy, const CompileOptions& wanted);

// An IPv4 or IPv6 frame from primary to secondary; the next layer follows.
Frame v4_frame(std::uint8_t protocol);
Frame v6_frame();

hg_verdict judge(const CompiledPolicy& policy, const Frame& frame,
                 std::uint8_t side = kPrimarySide);
hg_verdict judge(const Table& table, const Frame& frame, std::uint8_t side = kPrimarySide);

// The name of the reason, so that a failing test prints words.
std::string reason(const hg_verdict& verdict);
template <typename Judged>
std::string reason(const Judged& judged, const Frame& frame, std::uint8_t side = kPrimarySide) {
  return reason(judge(judged, frame, side));
}

}  // namespace haguard::pair
