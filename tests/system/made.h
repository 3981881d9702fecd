// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What run-with-image has made for the tests.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>

namespace haguard {

inline std::string made(const char* variable) {
  const char* path = std::getenv(variable);
  INFO("tests/system/run-with-image sets " << variable);
  REQUIRE(path != nullptr);
  return path;
}

inline std::string made_image() {
  return made("HAGUARD_IMAGE");
}
inline std::string made_packages() {
  return made("HAGUARD_PACKAGES");
}

}  // namespace haguard
