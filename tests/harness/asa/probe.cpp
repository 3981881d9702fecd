// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/asa/probe.h"

#include <algorithm>

#include "base/icmp_type.h"

namespace haguard {
namespace {

// RFC 4291: ff02::1:ff and the last three bytes of the address; RFC 2464 for the MAC.
IpAddress solicited_node(const IpAddress& target) {
  IpAddress group = ip("ff02::1:ff00:0");
  std::copy_n(target.bytes.begin() + 13, 3, group.bytes.begin() + 13);
  return group;
}

MacAddress group_mac(const IpAddress& group) {
  MacAddress address{{0x33, 0x33, 0, 0, 0, 0}};
  std::copy_n(group.bytes.begin() + 12, 4, address.bytes.begin() + 2);
  return address;
}

}  // namespace

Frame resolution_request(const AsaOptions& options, const MacAddress& own) {
  if (options.local.is_v4()) {
    return Frame()
        .ethernet(own, mac("ff:ff:ff:ff:ff:ff"))
        .arp({.sender_mac = own, .sender = options.local, .target = options.peer});
  }
  const IpAddress group = solicited_node(options.peer);
  return Frame()
      .ethernet(own, group_mac(group))
      .ipv6({.source = options.local, .destination = group, .hop_limit = 255})
      .nd({.target = options.peer, .source_link_layer = own});
}

bool is_resolution_answer(ByteView frame, const IpAddress& peer) {
  if (frame.size() < 42 || get16(frame, 12) != 0x0806 || get16(frame, 20) != 2) return false;
  return std::equal(peer.bytes.begin(), peer.bytes.begin() + 4, frame.begin() + 28);
}

Bytes echo_message(bool v4, std::uint16_t sequence) {
  Frame frame;
  if (v4) frame.echo_request(kAsaEchoId, sequence);
  if (!v4) {
    frame.icmp({.type = kEchoRequestV6,
                .rest = (std::uint32_t{kAsaEchoId} << 16U) | sequence,
                .checksum = 0});
  }
  return frame.payload_size(64).bytes();
}

bool is_echo_reply(ByteView icmp, bool v4) {
  return icmp.size() >= 8 && icmp[0] == (v4 ? kEchoReply : kEchoReplyV6) &&
         get16(icmp, 4) == kAsaEchoId;
}

bool is_neighbour_advert(ByteView icmp, bool v4) {
  return !v4 && icmp.size() >= 24 && icmp[0] == kNeighbourAdvert;
}

}  // namespace haguard
