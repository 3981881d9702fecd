// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// "rooms 3 5", "3", "rooms": a link and generations of its policy, told apart by being numbers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace haguard {

struct GenerationWords {
  std::string link;  // empty: the only one
  std::vector<std::uint32_t> generations;
};

// kUsage on two links.
Result<GenerationWords> parse_generation_words(const std::vector<std::string>& words);

}  // namespace haguard
