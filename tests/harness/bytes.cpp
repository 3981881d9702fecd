// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The internet checksum.
#include "harness/bytes.h"

namespace haguard {

std::uint32_t checksum_add(ByteView bytes, std::uint32_t sum) {
  std::uint64_t wide = sum;
  std::size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2)
    wide += get16(bytes, at);
  if (at < bytes.size()) wide += static_cast<std::uint16_t>(bytes[at] << 8U);
  while (wide >> 32U != 0)
    wide = (wide & 0xffffffffU) + (wide >> 32U);
  return static_cast<std::uint32_t>(wide);
}

std::uint16_t checksum_finish(std::uint32_t sum) {
  while (sum >> 16U != 0)
    sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum & 0xffffU);
}

}  // namespace haguard
