// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Fragmentation as a host does it: all pieces but the last carry a multiple of 8 bytes.
#include <algorithm>

#include "harness/frame.h"

namespace haguard {
namespace {

constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kIpv6FragmentHeader = 8;

std::size_t network_offset(ByteView frame) {
  std::size_t at = 12;
  while (at + 2 <= frame.size() &&
         (get16(frame, at) == kTpidCustomer || get16(frame, at) == kTpidService)) {
    at += 4;
  }
  return at + 2;
}

Bytes ipv4_piece(ByteView head, std::size_t start, ByteView part, std::size_t offset, bool more,
                 std::uint32_t id) {
  Bytes out(head.begin(), head.end());
  const std::span<std::uint8_t> header = std::span(out).subspan(start);
  set16(header, 2, static_cast<std::uint16_t>(header.size() + part.size()));
  set16(header, 4, static_cast<std::uint16_t>(id));
  set16(header, 6, static_cast<std::uint16_t>((more ? 0x2000U : 0U) | (offset / 8)));
  set16(header, 10, 0);
  set16(header, 10, checksum_finish(checksum_add(header)));
  put(out, part);
  return out;
}

Bytes ipv6_piece(ByteView head, std::size_t start, ByteView part, std::size_t offset, bool more,
                 std::uint32_t id) {
  Bytes out(head.begin(), head.end());
  const std::uint8_t next_header = out[start + 6];
  out[start + 6] = 44;
  set16(out, start + 4, static_cast<std::uint16_t>(kIpv6FragmentHeader + part.size()));
  put8(out, next_header);
  put8(out, 0);
  put16(out, static_cast<std::uint16_t>(offset | (more ? 1U : 0U)));
  put32(out, id);
  put(out, part);
  return out;
}

}  // namespace

std::vector<Bytes> fragment(ByteView frame, std::size_t mtu, std::uint32_t id) {
  const std::size_t start = network_offset(frame);
  if (frame.size() <= start + mtu) return {Bytes(frame.begin(), frame.end())};
  const bool v6 = frame[start] >> 4U == 6;
  const std::size_t header = v6 ? kIpv6Header : (frame[start] & 0xfU) * std::size_t{4};
  const std::size_t room = (mtu - header - (v6 ? kIpv6FragmentHeader : 0)) / 8 * 8;
  const ByteView head = frame.first(start + header);
  const ByteView body = frame.subspan(start + header);
  std::vector<Bytes> pieces;
  for (std::size_t at = 0; at < body.size(); at += room) {
    const ByteView part = body.subspan(at, std::min(room, body.size() - at));
    const bool more = at + part.size() < body.size();
    pieces.push_back(v6 ? ipv6_piece(head, start, part, at, more, id)
                        : ipv4_piece(head, start, part, at, more, id));
  }
  return pieces;
}

}  // namespace haguard
