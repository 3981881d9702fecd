// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Whether the window showed enough to judge by: findings, each with what to do, and the worst of
// them as the verdict.
#pragma once

#include "learn/draft.h"

namespace haguard {

// Fills candidate.coverage.
void judge_coverage(Draft& draft);

}  // namespace haguard
