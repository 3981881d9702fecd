// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/nearest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>

namespace haguard {
namespace {

constexpr std::size_t kMaxEdits = 2;
constexpr std::size_t kMaxWord = 64;  // no known word is longer
constexpr std::size_t kMaxListed = 32;

// Levenshtein distance.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row[b.size()];
}

// At most two edits away, the first of the closest; nullptr where none is.
const std::string* nearest_word(std::string_view word, const std::vector<std::string>& known) {
  if (word.size() > kMaxWord) return nullptr;
  const std::string* best = nullptr;
  std::size_t fewest = kMaxEdits + 1;
  for (const std::string& candidate : known) {
    const std::size_t edits = edits_between(word, candidate);
    if (edits >= fewest) continue;
    best = &candidate;
    fewest = edits;
  }
  return best;
}

}  // namespace

std::string nearest_hint(std::string_view word, const std::vector<std::string>& known) {
  if (const std::string* best = nearest_word(word, known))
    return fmt::format("did you mean \"{}\"?", *best);
  const auto end = known.begin() + static_cast<std::ptrdiff_t>(std::min(known.size(), kMaxListed));
  return fmt::format("known here: {}{}", fmt::join(known.begin(), end, ", "),
                     end == known.end() ? "" : ", ...");
}

}  // namespace haguard
