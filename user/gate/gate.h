// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Whether a link may enforce a policy: everything that says it would cut off the pair or the
// operator. All reasons are told at once, each with what removes it.
#pragma once

#include <string>
#include <vector>

#include "gate/facts.h"

namespace haguard {

struct Objection {
  std::string text;    // one line
  std::string remedy;  // one line: what to do about it
  bool operator==(const Objection&) const = default;
};

// How long a frame that would have been dropped, or would be by the next policy, speaks against it.
inline constexpr std::uint64_t kGateMemoryNs = 300'000'000'000U;

// Empty: nothing speaks against it.
std::vector<Objection> judge(const GateFacts& facts);

// "1 thing speaks against it", "2 things speak against it".
std::string count_words(const std::vector<Objection>& objections);

}  // namespace haguard
