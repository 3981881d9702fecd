// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/generation_words.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace haguard {
namespace {

std::optional<std::uint32_t> number_of(const std::string& word) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<GenerationWords> parse_generation_words(const std::vector<std::string>& words) {
  GenerationWords result;
  for (const std::string& word : words) {
    const std::optional<std::uint32_t> generation = number_of(word);
    if (generation)
      result.generations.push_back(*generation);
    else if (result.link.empty())
      result.link = word;
    else
      return usage(fmt::format("read \"{}\": a second link", word),
                   "one link, then the numbers of haguard policy history");
  }
  return result;
}

}  // namespace haguard
