// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/forward_words.h"

#include <fmt/format.h>

#include "link/forward.h"

namespace haguard {

std::string waits_words(const std::string& link, hg_forward held) {
  return fmt::format("{0} waits; what speaks against it: haguard forward {1} --set {0}",
                     forward_name(held), link);
}

}  // namespace haguard
