// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the operator can do about a dropped frame that no flow of the policy cures, or that one
// does.
#pragma once

#include <string>

#include "explain/explain.h"

namespace haguard {

std::string advice_on(const Policy& policy, const Explanation& explanation);

}  // namespace haguard
