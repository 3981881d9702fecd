// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace haguard {
namespace {

constexpr std::size_t kInterfaceNameMax = 15;  // IFNAMSIZ without its zero

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

// FNV-1a, folded to 24 bits: six hex digits.
unsigned short_hash(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return (hash >> 8U) ^ (hash & 0xffU);
}

}  // namespace

std::string safe_text(std::string_view text, std::size_t limit) {
  std::string safe(text.substr(0, limit));
  std::replace_if(
      safe.begin(), safe.end(), [](char c) { return !is_word(c) && !is_one_of(c, " .,:/+=()-"); },
      '_');
  return safe;
}

std::string safe_identifier(std::string_view name, char separator, std::size_t limit) {
  std::string safe(name);
  std::replace_if(
      safe.begin(), safe.end(), [&](char c) { return !is_word(c) && c != separator; }, separator);
  if (safe == name && !safe.empty() && safe.size() <= limit) return safe;
  constexpr std::size_t kHashSize = 7;  // separator and six digits
  return fmt::format("{}{}{:06x}", safe.substr(0, limit - kHashSize), separator, short_hash(name));
}

Status check_interface_name(std::string_view name) {
  const bool written = std::all_of(name.begin(), name.end(),
                                   [](char c) { return is_word(c) || is_one_of(c, "_.:@-"); });
  if (written && !name.empty() && name.size() <= kInterfaceNameMax && name.front() != '-')
    return Done{};
  return usage(fmt::format("export rules for interface '{}': the name has characters that have a "
                           "meaning in firewall rules",
                           safe_text(name)),
               "rename the interface, or use --format json");
}

}  // namespace haguard
