// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// MAC and IP addresses as values: parsed once at the edge, compared and printed everywhere else.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace haguard {

struct MacAddress {
  std::array<std::uint8_t, 6> bytes{};  // wire order

  // "02:00:00:00:00:01" (':' or '-' between two-digit hex numbers). kUsage on anything else.
  static Result<MacAddress> parse(std::string_view text);
  std::string to_string() const;

  bool is_zero() const { return bytes == std::array<std::uint8_t, 6>{}; }
  // The group bit: multicast and broadcast.
  bool is_group() const { return (bytes[0] & 1U) != 0; }
  bool is_broadcast() const;
  // One that one host can own.
  bool is_ownable() const { return !is_zero() && !is_group(); }
  auto operator<=>(const MacAddress&) const = default;
};

enum class Family : std::uint8_t { kIpv4 = 4, kIpv6 = 6 };

struct IpAddress {
  Family family = Family::kIpv4;
  std::array<std::uint8_t, 16> bytes{};  // wire order; IPv4 uses the first four, the rest are zero

  // Dotted quad or RFC 4291 text, without prefix length or zone. kUsage on anything else.
  static Result<IpAddress> parse(std::string_view text);
  static IpAddress v4(const std::uint8_t* four_bytes);
  static IpAddress v6(const std::uint8_t* sixteen_bytes);
  std::string to_string() const;

  bool is_v4() const { return family == Family::kIpv4; }
  bool is_unspecified() const { return bytes == std::array<std::uint8_t, 16>{}; }
  bool is_multicast() const;
  // 255.255.255.255; a subnet broadcast cannot be told from the address alone.
  bool is_limited_broadcast() const;
  bool is_link_local() const;
  // One that one host can own.
  bool is_ownable() const {
    return !is_unspecified() && !is_multicast() && !is_limited_broadcast();
  }
  auto operator<=>(const IpAddress&) const = default;
};

}  // namespace haguard
