// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Byte strings in network order, for everything that builds or reads frames by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace haguard {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline void put8(Bytes& out, std::uint8_t value) {
  out.push_back(value);
}

inline void put16(Bytes& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
  out.push_back(static_cast<std::uint8_t>(value & 0xffU));
}

inline void put32(Bytes& out, std::uint32_t value) {
  put16(out, static_cast<std::uint16_t>(value >> 16U));
  put16(out, static_cast<std::uint16_t>(value & 0xffffU));
}

inline void put64(Bytes& out, std::uint64_t value) {
  put32(out, static_cast<std::uint32_t>(value >> 32U));
  put32(out, static_cast<std::uint32_t>(value & 0xffffffffU));
}

inline void put(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// Precondition of the get functions: the bytes are there.
inline std::uint16_t get16(ByteView in, std::size_t at) {
  return static_cast<std::uint16_t>((in[at] << 8U) | in[at + 1]);
}

inline std::uint32_t get32(ByteView in, std::size_t at) {
  return (std::uint32_t{get16(in, at)} << 16U) | get16(in, at + 2);
}

inline std::uint64_t get64(ByteView in, std::size_t at) {
  return (std::uint64_t{get32(in, at)} << 32U) | get32(in, at + 4);
}

inline void set16(std::span<std::uint8_t> out, std::size_t at, std::uint16_t value) {
  out[at] = static_cast<std::uint8_t>(value >> 8U);
  out[at + 1] = static_cast<std::uint8_t>(value & 0xffU);
}

// RFC 1071 sum of 16-bit words, not folded; an odd last byte is padded with zero.
std::uint32_t checksum_add(ByteView bytes, std::uint32_t sum = 0);
// Folded and complemented: what goes into the header.
std::uint16_t checksum_finish(std::uint32_t sum);

}  // namespace haguard
