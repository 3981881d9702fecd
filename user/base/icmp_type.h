// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The ICMP and ICMPv6 types that the code treats apart (IANA, "ICMP Type Numbers" and "ICMPv6 Type
// Numbers"); all others are numbers to haguard. The data path has its own in bpf/parse_nd.h and
// bpf/trip.h.
#pragma once

#include <cstdint>

namespace haguard {

inline constexpr std::uint8_t kEchoReply = 0;
inline constexpr std::uint8_t kEchoRequest = 8;

inline constexpr std::uint8_t kEchoRequestV6 = 128;
inline constexpr std::uint8_t kEchoReplyV6 = 129;
inline constexpr std::uint8_t kRouterSolicit = 133;
inline constexpr std::uint8_t kRouterAdvert = 134;
inline constexpr std::uint8_t kNeighbourSolicit = 135;
inline constexpr std::uint8_t kNeighbourAdvert = 136;
inline constexpr std::uint8_t kNdRedirect = 137;
inline constexpr std::uint8_t kListenerReport = 143;  // MLDv2

// RFC 4861.
constexpr bool is_neighbour_discovery(unsigned icmpv6_type) {
  return icmpv6_type >= kRouterSolicit && icmpv6_type <= kNdRedirect;
}

// Multicast listener discovery: RFC 2710 (130 to 132) and RFC 3810.
constexpr bool is_listener_discovery(unsigned icmpv6_type) {
  return (icmpv6_type >= 130 && icmpv6_type <= 132) || icmpv6_type == kListenerReport;
}

}  // namespace haguard
