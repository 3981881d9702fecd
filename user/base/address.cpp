// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace haguard {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<MacAddress> MacAddress::parse(std::string_view text) {
  const auto bad = [&] {
    return usage(fmt::format("read MAC address \"{}\": not six hex bytes", text),
                 "write it like 02:00:00:00:00:01");
  };
  if (text.size() != 17) return bad();
  MacAddress mac;
  for (std::size_t i = 0; i < 6; ++i) {
    const int high = hex_digit(text[3 * i]);
    const int low = hex_digit(text[3 * i + 1]);
    if (high < 0 || low < 0) return bad();
    if (i < 5 && text[3 * i + 2] != ':' && text[3 * i + 2] != '-') return bad();
    mac.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return mac;
}

std::string MacAddress::to_string() const {
  return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", bytes[0], bytes[1], bytes[2],
                     bytes[3], bytes[4], bytes[5]);
}

bool MacAddress::is_broadcast() const {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0xff; });
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
  IpAddress address;
  const std::string terminated(text);
  if (terminated.size() == text.size() && terminated.find('\0') == std::string::npos) {
    if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
    address.family = Family::kIpv6;
    if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  }
  return usage(fmt::format("read IP address \"{}\": neither IPv4 nor IPv6", text),
               "write it like 192.0.2.1 or 2001:db8::1, without a prefix length or a zone");
}

IpAddress IpAddress::v4(const std::uint8_t* four_bytes) {
  IpAddress address;
  std::memcpy(address.bytes.data(), four_bytes, 4);
  return address;
}

IpAddress IpAddress::v6(const std::uint8_t* sixteen_bytes) {
  IpAddress address;
  address.family = Family::kIpv6;
  std::memcpy(address.bytes.data(), sixteen_bytes, 16);
  return address;
}

std::string IpAddress::to_string() const {
  char text[INET6_ADDRSTRLEN];
  const int family_number = is_v4() ? AF_INET : AF_INET6;
  if (inet_ntop(family_number, bytes.data(), text, sizeof text) == nullptr) return "?";
  return text;
}

bool IpAddress::is_multicast() const {
  return is_v4() ? (bytes[0] & 0xf0U) == 0xe0U : bytes[0] == 0xff;
}

bool IpAddress::is_limited_broadcast() const {
  return is_v4() &&
         std::all_of(bytes.begin(), bytes.begin() + 4, [](std::uint8_t b) { return b == 0xff; });
}

bool IpAddress::is_link_local() const {
  if (is_v4()) return bytes[0] == 169 && bytes[1] == 254;
  return bytes[0] == 0xfe && (bytes[1] & 0xc0U) == 0x80U;
}

}  // namespace haguard
