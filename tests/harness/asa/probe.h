// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The frames of an interface test and the recognition of their answers.
#pragma once

#include "harness/asa/options.h"
#include "harness/frame.h"

namespace haguard {

// "Who has the peer's address?": an ARP request or a neighbour solicitation, untagged.
Frame resolution_request(const AsaOptions& options, const MacAddress& own);
// An ARP reply (untagged frame) from `peer`.
bool is_resolution_answer(ByteView frame, const IpAddress& peer);

// An echo request from the ICMP header on; ICMPv6 without its checksum (the kernel fills it in).
Bytes echo_message(bool v4, std::uint16_t sequence);
// Both take a message from the ICMP header on.
bool is_echo_reply(ByteView icmp, bool v4);
bool is_neighbour_advert(ByteView icmp, bool v4);

inline constexpr std::uint16_t kAsaEchoId = 0x4841;

}  // namespace haguard
