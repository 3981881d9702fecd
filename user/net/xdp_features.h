// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the driver of an interface can do with XDP, by the kernel's netdev family of generic netlink
// (since Linux 6.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace haguard {

// Bits of the answer, as NETDEV_XDP_ACT_* of linux/netdev.h, which older headers do not have.
inline constexpr std::uint64_t kXdpSends = 1U << 2U;           // frames that others redirect to it
inline constexpr std::uint64_t kXdpSendsFragments = 1U << 6U;  // also those of several buffers

// What of a frame fits into one buffer: a page, less what the kernel keeps in it.
inline constexpr unsigned kOneBufferMtu = 3498;

// What a driver of these features does not send, of frames up to this mtu, as words behind "the
// driver does not send"; empty: it sends everything.
std::string unsent_words(std::uint64_t features, unsigned mtu);

// Nothing where this kernel cannot say.
Result<std::optional<std::uint64_t>> xdp_features(unsigned ifindex);

}  // namespace haguard
