// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A line of the policy table before it is placed: the whole of its key, and what else the data path
// is to know of a flow or a host.
#pragma once

#include <cstdint>
#include <string_view>

#include "haguard/abi.h"

namespace haguard {

// flow_id of a host that is no peer.
inline constexpr std::uint32_t kNoPeer = ~0U;

struct TableLine {
  hg_flow_key key{};
  std::uint32_t flow_id = 0;  // flow: of HG_FLOW_INDEX; host: index of the peer in the policy
  std::uint32_t vlans = 0;    // host: bit per tags of hg_tags in which it may appear
  std::uint8_t mac[6]{};
  std::uint8_t flags = 0;  // HG_LINE_*
  std::uint8_t sides = 0;  // host: bit per side on which it may appear
  std::uint8_t slot = 0;   // flow, with HG_LINE_TIMED
};

bool is_host(const hg_flow_key& key);
// What a key does not use is zero: equal keys have equal bytes.
std::string_view bytes_of(const hg_flow_key& key);
bool is_same(const hg_flow_key& a, const hg_flow_key& b);

// As the table has it; what of a long key does not fit, beside it.
hg_line line_of(const TableLine& line);
hg_rest rest_of(const hg_flow_key& key);

}  // namespace haguard
