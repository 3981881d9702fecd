// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Frames as text, for the message of a failed test. Reads at most what is there.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/frame.h"

namespace haguard {
namespace {

MacAddress mac_at(ByteView frame, std::size_t at) {
  MacAddress address;
  std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(at), 6, address.bytes.begin());
  return address;
}

std::string describe_network(ByteView packet, std::uint16_t ethertype) {
  if (ethertype == 0x0800 && packet.size() >= 20) {
    const unsigned fragment = get16(packet, 6) & 0x3fffU;
    return fmt::format("ipv4 {} > {} protocol {}{}", IpAddress::v4(&packet[12]).to_string(),
                       IpAddress::v4(&packet[16]).to_string(), packet[9],
                       fragment != 0 ? fmt::format(" fragment {:#06x}", fragment) : "");
  }
  if (ethertype == 0x86dd && packet.size() >= 40) {
    return fmt::format("ipv6 {} > {} next header {}", IpAddress::v6(&packet[8]).to_string(),
                       IpAddress::v6(&packet[24]).to_string(), packet[6]);
  }
  if (ethertype == 0x0806 && packet.size() >= 28) {
    return fmt::format("arp operation {} sender {} {} target {}", get16(packet, 6),
                       mac_at(packet, 8).to_string(), IpAddress::v4(&packet[14]).to_string(),
                       IpAddress::v4(&packet[24]).to_string());
  }
  if (ethertype < 0x600) return fmt::format("llc length {}", ethertype);
  return fmt::format("ethertype {:#06x}", ethertype);
}

std::string summary(ByteView frame) {
  if (frame.size() < 14) return fmt::format("{} bytes, no ethernet header", frame.size());
  std::string text = fmt::format("{} bytes, {} > {} ", frame.size(), mac_at(frame, 6).to_string(),
                                 mac_at(frame, 0).to_string());
  std::size_t at = 12;
  while (at + 6 <= frame.size() &&
         (get16(frame, at) == kTpidCustomer || get16(frame, at) == kTpidService)) {
    text += fmt::format("vlan {} ", get16(frame, at + 2) & 0xfffU);
    at += 4;
  }
  return text + describe_network(frame.subspan(at + 2), get16(frame, at));
}

}  // namespace

std::string describe_frame(ByteView frame) {
  std::string text = summary(frame);
  for (std::size_t at = 0; at < frame.size(); ++at) {
    if (at % 16 == 0) fmt::format_to(std::back_inserter(text), "\n  {:04x} ", at);
    fmt::format_to(std::back_inserter(text), " {:02x}", frame[at]);
  }
  return text + "\n";
}

}  // namespace haguard
