// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "toml/depth.h"

#include <algorithm>
#include <cstddef>

namespace haguard {
namespace {

constexpr std::uint32_t kMaxDots = 64;

// Behind the string that starts at `start`. One that is not closed ends with its line, or with the
// text for the multi-line kinds; the library refuses it.
std::size_t behind_string(std::string_view text, std::size_t start) {
  const char quote = text[start];
  const bool is_long = text.substr(start, 3) == std::string_view(quote == '"' ? "\"\"\"" : "'''");
  for (std::size_t i = start + (is_long ? 3 : 1); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"')
      ++i;
    else if (!is_long && (text[i] == quote || text[i] == '\n'))
      return text[i] == '\n' ? i : i + 1;
    else if (is_long && text.substr(i, 3) == text.substr(start, 3))
      return i + 3;
  }
  return text.size();
}

std::size_t end_of_line(std::string_view text, std::size_t from) {
  const std::size_t end = text.find('\n', from);
  return end == std::string_view::npos ? text.size() : end;
}

std::uint32_t line_at(std::string_view text, std::size_t offset) {
  return 1 + static_cast<std::uint32_t>(std::count(
                 text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

}  // namespace

std::optional<std::uint32_t> line_of_deep_key(std::string_view text) {
  std::uint32_t dots = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = behind_string(text, i);
      continue;
    }
    if (c == '#') {
      i = end_of_line(text, i);
      continue;
    }
    if (c == '\n') dots = 0;
    if (c == '.' && ++dots > kMaxDots) return line_at(text, i);
    ++i;
  }
  return std::nullopt;
}

}  // namespace haguard
