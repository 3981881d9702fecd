// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/text_width.h"

#include <algorithm>
#include <array>

namespace haguard {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Marks that stand on the character before, and characters without a place of their own.
constexpr std::array<Range, 11> kNarrow{{{0x0300, 0x036f},
                                         {0x0483, 0x0489},
                                         {0x0591, 0x05bd},
                                         {0x0610, 0x061a},
                                         {0x064b, 0x065f},
                                         {0x1ab0, 0x1aff},
                                         {0x1dc0, 0x1dff},
                                         {0x200b, 0x200f},
                                         {0x20d0, 0x20ff},
                                         {0xfe00, 0xfe0f},
                                         {0xfe20, 0xfe2f}}};

// East Asian wide and full-width characters, and pictures.
constexpr std::array<Range, 9> kWide{{{0x1100, 0x115f},
                                      {0x2e80, 0xa4cf},
                                      {0xac00, 0xd7a3},
                                      {0xf900, 0xfaff},
                                      {0xfe30, 0xfe6f},
                                      {0xff00, 0xff60},
                                      {0xffe0, 0xffe6},
                                      {0x1f300, 0x1faff},
                                      {0x20000, 0x3fffd}}};

template <std::size_t N>
bool is_in(char32_t code, const std::array<Range, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const Range& range) {
    return code >= range.first && code <= range.last;
  });
}

std::size_t places_of(char32_t code) {
  if (is_in(code, kNarrow)) return 0;
  return is_in(code, kWide) ? 2 : 1;
}

struct Character {
  std::size_t bytes = 1;
  std::size_t places = 1;
};

// The bytes that the first one announces; 0: it begins no character.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

// The first one of text that is not empty.
Character character_at(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = length_of(first);
  if (length < 2 || length > text.size()) return {};
  char32_t code = first & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0U) != 0x80) return {};
    code = code << 6U | (byte & 0x3fU);
  }
  return {length, places_of(code)};
}

// How many bytes of it take at most so many places.
std::size_t bytes_within(std::string_view text, std::size_t places) {
  std::size_t bytes = 0;
  for (std::size_t used = 0; bytes < text.size();) {
    const Character next = character_at(text.substr(bytes));
    used += next.places;
    if (used > places) break;
    bytes += next.bytes;
  }
  return bytes;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t places = 0;
  while (!text.empty()) {
    const Character next = character_at(text);
    places += next.places;
    text.remove_prefix(next.bytes);
  }
  return places;
}

std::string cut(std::string_view text, std::size_t width) {
  if (bytes_within(text, width) == text.size()) return std::string(text);
  if (width == 0) return {};
  return std::string(text.substr(0, bytes_within(text, width - 1))) + "~";
}

std::string fitted(std::string_view text, std::size_t width, Align align) {
  const std::string kept = cut(text, width);
  const std::string space(width - width_of(kept), ' ');
  return align == Align::kRight ? space + kept : kept + space;
}

}  // namespace haguard
