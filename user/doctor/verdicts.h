// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The verdicts that the rules of each chain hold, and which chains they jump to: what both kinds of
// rule text are reduced to before the chains of a hook are summed up.
#pragma once

#include <map>
#include <set>
#include <string>

#include "doctor/rules.h"

namespace haguard {

struct Verdicts {
  unsigned drops = 0;
  unsigned rejects = 0;
  unsigned queues = 0;
  std::set<std::string> targets;  // chains that rules jump or go to
};
using VerdictsByChain = std::map<std::string, Verdicts>;

// Adds to `sum` the verdicts of `start` and of every chain that can be reached from it, each once.
void add_reachable(const VerdictsByChain& chains, const std::string& start, HookChain& sum);

}  // namespace haguard
