// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The protocol numbers that the code treats apart (IANA, "Assigned Internet Protocol Numbers"); all
// others are numbers to haguard. The data path has its own in bpf/protocols.h.
#pragma once

#include <cstdint>

namespace haguard {

inline constexpr std::uint8_t kIcmp = 1;
inline constexpr std::uint8_t kIgmp = 2;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kDccp = 33;
inline constexpr std::uint8_t kIcmpv6 = 58;
inline constexpr std::uint8_t kSctp = 132;
inline constexpr std::uint8_t kUdpLite = 136;

// ICMP or ICMPv6.
constexpr bool is_icmp(std::uint8_t protocol) {
  return protocol == kIcmp || protocol == kIcmpv6;
}

}  // namespace haguard
