// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One line of words for a frame: "192.0.2.66 > 192.0.2.1 ip 105".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

struct hg_packet;

namespace haguard {

// With both MACs and the tags; of a frame that was parsed before.
std::string packet_text(const hg_packet& packet);

// `bytes` may be the beginning of a frame that was `length` bytes long.
std::string packet_text(const std::uint8_t* bytes, std::size_t size, std::size_t length);

}  // namespace haguard
