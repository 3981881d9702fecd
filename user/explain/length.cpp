// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain/length.h"

#include <algorithm>

#include "haguard/event.h"
#include "policy/datapath.h"

namespace haguard {
namespace {

constexpr std::size_t kEthernetBytes = 14;
constexpr std::size_t kTagBytes = 4;
constexpr std::size_t kIpv6Bytes = 40;

// Reads in big-endian order; 0 beyond the end.
std::size_t word_at(std::span<const std::uint8_t> bytes, std::size_t place) {
  if (place + 2 > bytes.size()) return 0;
  return static_cast<std::size_t>(bytes[place]) << 8U | bytes[place + 1];
}

}  // namespace

std::size_t length_by_headers(std::span<const std::uint8_t> bytes) {
  const hg_packet packet = parse_frame(bytes, bytes.size(), 0);
  std::size_t body = kEthernetBytes;  // where it begins
  for (const std::uint16_t tag : packet.key.vlan)
    if ((tag & HG_VLAN_PRESENT) != 0) body += kTagBytes;
  const std::size_t type = word_at(bytes, body - 2);
  const auto behind = [](std::size_t headers, std::size_t said) {
    return said == 0 ? 0 : headers + said;
  };
  if (type == HG_ETHERTYPE_IPV4) return behind(body, word_at(bytes, body + 2));
  if (type == HG_ETHERTYPE_IPV6) return behind(body + kIpv6Bytes, word_at(bytes, body + 4));
  return type < HG_ETHERTYPE_FIRST ? behind(body, type) : 0;
}

std::size_t likely_length(std::span<const std::uint8_t> bytes) {
  if (bytes.size() != HG_SAMPLE_BYTES) return bytes.size();
  return std::max(bytes.size(), length_by_headers(bytes));
}

}  // namespace haguard
