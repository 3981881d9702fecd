// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Where the captures are: the environment's HAGUARD_CAPTURES, or what CMake was told.
#pragma once

#include <cstdlib>
#include <string>

namespace haguard {

inline std::string capture_directory() {
  const char* chosen = std::getenv("HAGUARD_CAPTURES");
  return chosen != nullptr ? chosen : HAGUARD_DEFAULT_CAPTURES;
}

}  // namespace haguard
