// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a reviewer needs beside the candidate's policy file, as JSON: kept as review.json and
// printed by `haguard review --json`. The policy itself stays in its own file; evidence is tied to
// its flows by their identity, so that a candidate that was edited keeps what still fits.
// docs/review.md describes the keys.
#pragma once

#include <string>

#include "learn/candidate.h"

namespace haguard {

std::string review_to_json(const Candidate& candidate);

// `policy`: the candidate's, read from its own file. Its flows that the review does not know get
// empty evidence. kUsage: the text is no review of this schema.
Result<Candidate> review_from_json(const std::string& text, Policy policy);

}  // namespace haguard
