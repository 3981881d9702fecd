// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/text.h"

namespace haguard {

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

}  // namespace haguard
