// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Something that happened to the pair, before it becomes an event.
#pragma once

#include <string>
#include <vector>

#include "link/event_kind.h"

namespace haguard {

struct News {
  EventKind kind;
  std::string text;
  std::vector<std::string> details{};
};

}  // namespace haguard
