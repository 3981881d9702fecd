// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One flow of a policy to the lines of the table that let its frames pass: its source addresses
// times its destination addresses, and a line for later fragments where they may occur. The keys
// are exactly those that the parser makes of such frames (bpf/parse*.h).
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "haguard/abi.h"
#include "policy/roster.h"
#include "policy/table_line.h"

namespace haguard {

// The addresses of a host as they stand in a key; `kind` is HG_KIND_HOST_V4, _V6 or _MAC.
hg_flow_key host_key(const IpAddress& address);
hg_flow_key host_key(const MacAddress& mac);

// Frames of this line carry ports (or ICMP type and code, or an ARP operation), so the look-up has
// to try its shape.
bool has_shape(const hg_flow_key& key);

// Appends the lines of `flow`, all with `flow_id`. kUsage, without the
// flow's name: it names an unknown peer, or no pair of addresses fits it.
Status expand_flow(const Roster& roster, const Flow& flow, std::uint32_t flow_id,
                   std::vector<TableLine>& lines);

}  // namespace haguard
