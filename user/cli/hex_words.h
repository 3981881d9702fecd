// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Bytes of a frame as the JSON has them, and explain reads them.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <span>
#include <string>

namespace haguard {

inline std::string hex_words(std::span<const std::uint8_t> bytes) {
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

}  // namespace haguard
