// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/nft_match.h"

#include <fmt/format.h>

#include <iterator>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "policy/model.h"

namespace haguard {
namespace {

constexpr unsigned kDoubleTagNetworkBit = (14 + 2 * 4) * 8;
constexpr unsigned kIpv4HeaderBits = 20 * 8;
constexpr unsigned kIpv6HeaderBits = 40 * 8;
constexpr std::uint8_t kIpv6Fragment = 44;

template <typename Iterator>
std::string hex_of(Iterator begin, Iterator end) {
  std::string text = "0x";
  for (; begin != end; ++begin)
    text += fmt::format("{:02x}", *begin);
  return text;
}

std::string hex_of(const IpAddress& address) {
  return hex_of(address.bytes.begin(), std::next(address.bytes.begin(), address.is_v4() ? 4 : 16));
}

std::string hex_of(const MacAddress& mac) {
  return hex_of(mac.bytes.begin(), mac.bytes.end());
}

// skb->protocol of an LLC frame: ETH_P_802_2, or ETH_P_802_3 where it starts with ff:ff.
std::uint16_t llc_protocol(std::uint16_t points) {
  return points == 0xffff ? 0x0001 : 0x0004;
}

}  // namespace

NftMatch& NftMatch::add(const std::string& expression) {
  if (!text_.empty()) text_ += ' ';
  text_ += expression;
  return *this;
}

NftMatch& NftMatch::field(const std::string& plain, unsigned bit, unsigned bits,
                          const std::string& hex) {
  if (!double_tagged_) return add(plain);
  return add(fmt::format("@ll,{},{} {}", kDoubleTagNetworkBit + bit, bits, hex));
}

std::string NftMatch::transport(unsigned bit, unsigned bits, bool v4) const {
  if (!double_tagged_) return fmt::format("@th,{},{}", bit, bits);
  const unsigned header = v4 ? kIpv4HeaderBits : kIpv6HeaderBits;
  return fmt::format("@ll,{},{}", kDoubleTagNetworkBit + header + bit, bits);
}

NftMatch& NftMatch::source_macs(const std::vector<MacAddress>& macs) {
  if (macs.empty()) return *this;
  if (macs.size() == 1) return add("ether saddr " + macs.front().to_string());
  std::string list;
  for (const MacAddress& mac : macs)
    list += (list.empty() ? "" : ", ") + mac.to_string();
  return add("ether saddr { " + list + " }");
}

NftMatch& NftMatch::destination_mac(const MacAddress& mac) {
  return add("ether daddr " + mac.to_string());
}

NftMatch& NftMatch::ethertype(std::uint16_t type) {
  if (double_tagged_) return add(fmt::format("@ll,160,16 {:#06x}", type));
  return add(fmt::format("meta protocol {:#06x}", type));
}

NftMatch& NftMatch::llc(std::uint16_t points) {
  if (double_tagged_) return add(fmt::format("@ll,160,16 < 0x0600 @ll,176,16 {:#06x}", points));
  return add(fmt::format("meta protocol {:#06x} @nh,0,16 {:#06x}", llc_protocol(points), points));
}

NftMatch& NftMatch::arp_header() {
  if (double_tagged_) return add("@ll,160,16 0x0806 @ll,176,48 0x000108000604");
  return add("meta protocol arp arp htype 1 arp ptype ip arp hlen 6 arp plen 4");
}

NftMatch& NftMatch::arp_operation(std::uint16_t operation) {
  return field(fmt::format("arp operation {}", operation), 48, 16, fmt::to_string(operation));
}

NftMatch& NftMatch::arp_sender_mac(const MacAddress& mac) {
  return field("arp saddr ether " + mac.to_string(), 64, 48, hex_of(mac));
}

NftMatch& NftMatch::arp_sender(const IpAddress& address) {
  return field("arp saddr ip " + address.to_string(), 112, 32, hex_of(address));
}

NftMatch& NftMatch::arp_target(const IpAddress& address) {
  return field("arp daddr ip " + address.to_string(), 192, 32, hex_of(address));
}

NftMatch& NftMatch::ip(bool v4) {
  if (!double_tagged_) return add(v4 ? "meta protocol ip" : "meta protocol ip6");
  return add(v4 ? "@ll,160,16 0x0800 @ll,176,8 0x45" : "@ll,160,16 0x86dd @ll,176,4 6");
}

NftMatch& NftMatch::ip_source(const IpAddress& address) {
  if (address.is_v4()) return field("ip saddr " + address.to_string(), 96, 32, hex_of(address));
  return field("ip6 saddr " + address.to_string(), 64, 128, hex_of(address));
}

NftMatch& NftMatch::ip_destination(const IpAddress& address) {
  if (address.is_v4()) return field("ip daddr " + address.to_string(), 128, 32, hex_of(address));
  return field("ip6 daddr " + address.to_string(), 192, 128, hex_of(address));
}

NftMatch& NftMatch::protocol(std::uint8_t protocol, bool v4) {
  return field(fmt::format("meta l4proto {}", protocol), v4 ? 72 : 48, 8, fmt::to_string(protocol));
}

NftMatch& NftMatch::later_fragment(bool v4, std::uint8_t protocol) {
  // In units of 8 bytes: the shortest TCP header is 20 bytes.
  const std::string beyond = protocol == kTcp ? "> 2" : "!= 0";
  if (!double_tagged_) {
    this->protocol(protocol, v4);
    return add((v4 ? "ip frag-off & 0x1fff " : "frag frag-off ") + beyond);
  }
  if (v4) {
    this->protocol(protocol, v4);
    return add(fmt::format("@ll,{},13 {}", kDoubleTagNetworkBit + 51, beyond));
  }
  return add(fmt::format("@ll,{},8 {} {} {} {} {}", kDoubleTagNetworkBit + 48, kIpv6Fragment,
                         transport(0, 8, false), protocol, transport(16, 13, false), beyond));
}

NftMatch& NftMatch::any_later_fragment(bool v4) {
  if (double_tagged_) return add(fmt::format("@ll,{},13 != 0", kDoubleTagNetworkBit + 51));
  return add(v4 ? "ip frag-off & 0x1fff != 0" : "frag frag-off != 0");
}

NftMatch& NftMatch::source_port(std::uint8_t protocol, std::uint16_t port, bool v4) {
  if (double_tagged_) return add(fmt::format("{} {}", transport(0, 16, v4), port));
  return add(fmt::format("{} sport {}", protocol_name(protocol), port));
}

NftMatch& NftMatch::destination_port(std::uint8_t protocol, std::uint16_t port, bool v4) {
  if (double_tagged_) return add(fmt::format("{} {}", transport(16, 16, v4), port));
  return add(fmt::format("{} dport {}", protocol_name(protocol), port));
}

NftMatch& NftMatch::icmp_type(std::uint8_t type, bool v4) {
  if (double_tagged_) return add(fmt::format("{} {}", transport(0, 8, v4), type));
  return add(fmt::format("{} type {}", v4 ? "icmp" : "icmpv6", type));
}

NftMatch& NftMatch::icmp_code(std::uint8_t code, bool v4) {
  if (double_tagged_) return add(fmt::format("{} {}", transport(8, 8, v4), code));
  return add(fmt::format("{} code {}", v4 ? "icmp" : "icmpv6", code));
}

NftMatch& NftMatch::icmpv6_not_nd() {
  if (double_tagged_)
    return add(fmt::format("{} != {}-{}", transport(0, 8, false), kRouterSolicit, kNdRedirect));
  return add(fmt::format("icmpv6 type != {{ {}, {}, {}, {}, {} }}", kRouterSolicit, kRouterAdvert,
                         kNeighbourSolicit, kNeighbourAdvert, kNdRedirect));
}

NftMatch& NftMatch::nd_intact() {
  field("ip6 nexthdr 58", 48, 8, "58");
  return field("ip6 hoplimit 255", 56, 8, "255");
}

NftMatch& NftMatch::nd_size(unsigned bytes) {
  return field(fmt::format("ip6 length {}", bytes), 32, 16, fmt::to_string(bytes));
}

NftMatch& NftMatch::nd_target(const IpAddress& address) {
  return add(fmt::format("{} {}", transport(64, 128, false), hex_of(address)));
}

NftMatch& NftMatch::nd_option(unsigned fixed, std::uint8_t type, const MacAddress& mac) {
  return add(fmt::format("{} {:#04x}01 {} {}", transport(fixed * 8, 16, false), type,
                         transport(fixed * 8 + 16, 48, false), hex_of(mac)));
}

NftMatch& NftMatch::nd_other_option(unsigned fixed, std::uint8_t type) {
  return add(fmt::format("{} != {} {} 1", transport(fixed * 8, 8, false), type,
                         transport(fixed * 8 + 8, 8, false)));
}

}  // namespace haguard
