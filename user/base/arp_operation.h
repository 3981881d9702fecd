// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The ARP operations that have a name in policies and tables (RFC 826).
#pragma once

#include <cstdint>

namespace haguard {

inline constexpr std::uint16_t kArpRequest = 1;
inline constexpr std::uint16_t kArpReply = 2;

}  // namespace haguard
