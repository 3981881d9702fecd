// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Value of a Result inside a test; an Error fails the test with its text.
#pragma once

#include <catch2/catch.hpp>
#include <utility>

#include "base/result.h"

namespace haguard {

template <typename T>
T must(Result<T> result) {
  if (!result.ok()) FAIL(result.error().message);
  return std::move(result).value();
}

}  // namespace haguard
