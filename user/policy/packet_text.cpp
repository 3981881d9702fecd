// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/packet_text.h"

#include <fmt/format.h>

#include <cstring>

#include "base/arp_operation.h"
#include "policy/datapath.h"
#include "policy/model.h"

namespace haguard {
namespace {

std::string mac_text(const std::uint8_t* bytes) {
  MacAddress mac;
  std::memcpy(mac.bytes.data(), bytes, mac.bytes.size());
  return mac.to_string();
}

std::string v4_text(__be32 address) {
  std::uint8_t bytes[4];
  std::memcpy(bytes, &address, sizeof bytes);
  return IpAddress::v4(bytes).to_string();
}

std::string protocol_text(const hg_packet& packet) {
  const hg_flow_key& key = packet.key;
  std::string text = protocol_name(key.protocol);
  if (text.empty()) text = fmt::format("ip {}", key.protocol);
  if ((packet.flags & HG_PACKET_LATER) != 0) return text + " later fragment";
  if ((packet.flags & HG_PACKET_PORTS) == 0) return text;
  const unsigned first = hg_be16(key.source_port);
  const unsigned second = hg_be16(key.destination_port);
  if (protocol_has_ports(key.protocol)) return fmt::format("{} {} > {}", text, first, second);
  text += fmt::format(" type {}", first);
  return second == 0 ? text : text + fmt::format(" code {}", second);
}

std::string operation_text(unsigned operation) {
  if (operation == kArpRequest) return "arp request";
  return operation == kArpReply ? "arp reply" : fmt::format("arp operation {}", operation);
}

std::string body_text(const hg_packet& packet) {
  const hg_flow_key& key = packet.key;
  const auto& a = key.addresses;
  switch (key.kind) {
    case HG_KIND_IPV4:
      return fmt::format("{} > {} {}", v4_text(a.v4.source), v4_text(a.v4.destination),
                         protocol_text(packet));
    case HG_KIND_IPV6:
      return fmt::format("{} > {} {}", IpAddress::v6(a.v6.source).to_string(),
                         IpAddress::v6(a.v6.destination).to_string(), protocol_text(packet));
    case HG_KIND_ARP:
      return fmt::format("{}: {} claims {}, asks {}", operation_text(hg_be16(key.destination_port)),
                         mac_text(packet.claimed_mac), v4_text(a.v4.source),
                         v4_text(a.v4.destination));
    case HG_KIND_ETHER:
      return fmt::format("ethertype {:#06x}", key.number);
    case HG_KIND_LLC:
      return "llc " + llc_text(key.number);
    default:
      return "not parsed";
  }
}

}  // namespace

std::string packet_text(const hg_packet& packet) {
  std::string text = fmt::format("{} > {}  {}", mac_text(packet.source_mac),
                                 mac_text(packet.destination_mac), body_text(packet));
  for (const std::uint16_t tag : packet.key.vlan)
    if ((tag & HG_VLAN_PRESENT) != 0) text += fmt::format(" vlan {}", tag & HG_VLAN_ID);
  return text;
}

std::string packet_text(const std::uint8_t* bytes, std::size_t size, std::size_t length) {
  return packet_text(parse_frame({bytes, size}, length, 0));
}

}  // namespace haguard
