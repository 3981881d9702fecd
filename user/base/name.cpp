// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "base/printable.h"

namespace haguard {
namespace {

constexpr std::size_t kMaxLinkName = 31;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_plain(char c) {
  return is_alphanumeric(c) || c == '-' || c == '_';
}

}  // namespace

Status check_link_name(std::string_view name) {
  if (!name.empty() && name.size() <= kMaxLinkName && is_alphanumeric(name.front()) &&
      std::all_of(name.begin(), name.end(), is_plain))
    return Done{};
  return usage(fmt::format("read link name \"{}\": not a plain name", printable(name)),
               "use 1 to 31 letters, digits, '-' or '_', starting with a letter or digit");
}

std::string encode_name(std::string_view name) {
  std::string encoded;
  for (const char c : name) {
    if (is_plain(c))
      encoded += c;
    else
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

}  // namespace haguard
