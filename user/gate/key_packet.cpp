// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "gate/key_packet.h"

#include "learn/key.h"
#include "policy/datapath.h"
#include "policy/expand.h"

namespace haguard {

hg_packet packet_of_key(const hg_flow_key& key) {
  hg_packet packet{};
  packet.key = key;
  if (is_nd(key)) packet.flags |= HG_PACKET_ND;
  if (is_later_fragment(key)) {
    packet.flags |= HG_PACKET_LATER;
  } else if (has_shape(key)) {
    packet.flags |= HG_PACKET_PORTS;
    packet.key.shape = HG_SHAPE_PORTS;
  }
  return packet;
}

}  // namespace haguard
