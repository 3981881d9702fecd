// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A frame made of a key, to be judged by the code of the data path (policy/datapath.h).
#pragma once

#include "haguard/flow.h"

struct hg_packet;

namespace haguard {

// As the parser gives it, of a key that was observed or stands in a table. Without MACs, and
// without what ARP and neighbour discovery claim.
hg_packet packet_of_key(const hg_flow_key& key);

}  // namespace haguard
