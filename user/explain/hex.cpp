// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain/hex.h"

#include <fmt/format.h>

#include <cctype>

#include "base/printable.h"

namespace haguard {
namespace {

constexpr const char* kHint = "\"bytes\" of haguard drops --json is such a frame";

Error bad_frame(const std::string& why) {
  return usage("read the frame: " + why, kHint);
}

// -1: no digit.
int digit_of(unsigned char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int letter = std::tolower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

}  // namespace

Result<std::vector<std::uint8_t>> parse_hex(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  bool is_half = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (std::isspace(c) != 0 || c == ':') continue;
    const int digit = digit_of(c);
    if (digit < 0)
      return bad_frame(fmt::format("\"{}\", character {}, is no hexadecimal digit",
                                   printable(text.substr(i, 1)), i + 1));
    if (is_half)
      bytes.back() = static_cast<std::uint8_t>(bytes.back() << 4U | digit);
    else
      bytes.push_back(static_cast<std::uint8_t>(digit));
    is_half = !is_half;
    if (bytes.size() > kLongestFrame)
      return bad_frame(fmt::format("longer than {} bytes", kLongestFrame));
  }
  if (is_half)
    return bad_frame(fmt::format("{} digits: half a byte is missing", 2 * bytes.size() - 1));
  if (bytes.empty()) return bad_frame("it has no bytes");
  return bytes;
}

}  // namespace haguard
