// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The ethertypes that the code treats apart (IEEE 802): those that the data path looks into, and
// where they begin. The data path has its own in bpf/parse.h.
#pragma once

#include <cstdint>

namespace haguard {

inline constexpr std::uint16_t kFirstEthertype = 0x0600;  // below: an 802.3 length
inline constexpr std::uint16_t kEthertypeIpv4 = 0x0800;
inline constexpr std::uint16_t kEthertypeArp = 0x0806;
inline constexpr std::uint16_t kEthertypeVlan = 0x8100;
inline constexpr std::uint16_t kEthertypeIpv6 = 0x86dd;
inline constexpr std::uint16_t kEthertypeQinq = 0x88a8;

}  // namespace haguard
