// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The match half of an nftables bridge rule. A frame with at most one tag reads in words ("ip saddr
// 192.0.2.1"); behind two tags the kernel has no network header, so the same fields are matched by
// their place in the frame ("@ll,272,32 0xc0000201"). Inside such a frame only the plain layout can
// be matched: IPv4 without options, IPv6 without extension headers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/address.h"

namespace haguard {

class NftMatch {
 public:
  explicit NftMatch(bool double_tagged) : double_tagged_(double_tagged) {}

  NftMatch& source_macs(const std::vector<MacAddress>& macs);
  NftMatch& destination_mac(const MacAddress& mac);
  NftMatch& ethertype(std::uint16_t type);
  NftMatch& llc(std::uint16_t points);
  NftMatch& arp_header();  // ARP for IPv4 over ethernet
  NftMatch& arp_operation(std::uint16_t operation);
  NftMatch& arp_sender(const IpAddress& address);
  NftMatch& arp_target(const IpAddress& address);
  NftMatch& arp_sender_mac(const MacAddress& mac);
  NftMatch& ip(bool v4);
  NftMatch& ip_source(const IpAddress& address);
  NftMatch& ip_destination(const IpAddress& address);
  NftMatch& protocol(std::uint8_t protocol, bool v4);
  // A later fragment; of TCP only one that does not reach into the header.
  NftMatch& later_fragment(bool v4, std::uint8_t protocol);
  NftMatch& any_later_fragment(bool v4);
  NftMatch& source_port(std::uint8_t protocol, std::uint16_t port, bool v4);
  NftMatch& destination_port(std::uint8_t protocol, std::uint16_t port, bool v4);
  NftMatch& icmp_type(std::uint8_t type, bool v4);
  NftMatch& icmp_code(std::uint8_t code, bool v4);
  NftMatch& icmpv6_not_nd();
  // Neighbour discovery: not routed, `bytes` of ICMPv6 right behind the IPv6 header.
  NftMatch& nd_intact();
  NftMatch& nd_size(unsigned bytes);
  NftMatch& nd_target(const IpAddress& address);
  // The one option behind `fixed` bytes: of this type and with this MAC, or of another type.
  NftMatch& nd_option(unsigned fixed, std::uint8_t type, const MacAddress& mac);
  NftMatch& nd_other_option(unsigned fixed, std::uint8_t type);

  const std::string& text() const { return text_; }

 private:
  NftMatch& add(const std::string& expression);
  // `plain`, or behind two tags `hex` in `bits` bits at `bit` of the network header.
  NftMatch& field(const std::string& plain, unsigned bit, unsigned bits, const std::string& hex);
  std::string transport(unsigned bit, unsigned bits, bool v4) const;

  bool double_tagged_;
  std::string text_;
};

}  // namespace haguard
