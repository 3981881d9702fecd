// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Whether a list holds a value: for the short lists of a peer, where a set would be no faster.
#pragma once

#include <algorithm>
#include <vector>

namespace haguard {

template <typename Value>
bool contains(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace haguard
