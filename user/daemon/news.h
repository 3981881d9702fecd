// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Something that happened to the pair, before it becomes an event.
#pragma once

#include <string>
#include <vector>

namespace haguard {

struct News {
  const char* kind = "";  // of kEventKinds
  std::string text;
  std::vector<std::string> details{};
};

}  // namespace haguard
