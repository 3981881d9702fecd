// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The host lines of a table: every address and MAC that the policy knows, with the sides and VLANs
// it may send from. By them the data path names what is wrong with a frame that no flow matches,
// checks who owns an advertised address, and tells a peer's frame from other transit traffic.
#pragma once

#include <cstdint>
#include <vector>

#include "haguard/abi.h"
#include "policy/roster.h"
#include "policy/table_line.h"

namespace haguard {

// `vlan_bits[i]`: the VLANs in which flows[i] occurs. Receivers that are no peers get a line
// without sides; not in scope `peers`, where they would pull strangers' frames into judgement.
std::vector<TableLine> host_lines(const Roster& roster, const std::vector<Flow>& flows,
                                  const std::vector<std::uint32_t>& vlan_bits, hg_scope scope);

}  // namespace haguard
