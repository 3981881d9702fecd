// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What is wrong with a policy as a whole, beyond what its file's syntax can say: peers and flows
// that contradict each other, and what a healthy pair would need but the policy leaves out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/model.h"
#include "policy/text.h"

namespace haguard {

enum class ProblemSeverity : std::uint8_t { kError, kWarning };

// What a problem is about; `name` of Problem says which.
enum class Subject : std::uint8_t { kPolicy, kPeer, kFlow };

struct Problem {
  ProblemSeverity severity = ProblemSeverity::kError;
  Subject subject = Subject::kPolicy;
  std::string name;     // of the peer or flow; empty for the policy
  std::string message;  // what is wrong, without the name
  std::string hint;
};

// Errors first, each in the policy's order. `ports` are the interfaces of the link; empty where
// there is none yet, then nothing is said of ports. A policy without errors compiles, unless it is
// too large for its link.
std::vector<Problem> check_policy(const Policy& policy, const std::vector<std::string>& ports);

// The errors in lines of their own, each behind a line break; of many the first ones, and how many
// more there are.
std::string list_errors(const std::vector<Problem>& problems, const SourceMap* places = nullptr);

bool has_errors(const std::vector<Problem>& problems);

// "error: flow "sync": the message; the hint"; with `places`, of the file that the policy was read
// from, "file:line:column: " in front, where it says of what.
std::string format_problem(const Problem& problem, const SourceMap* places = nullptr);

}  // namespace haguard
