// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "doctor/verdicts.h"

#include <vector>

namespace haguard {

void add_reachable(const VerdictsByChain& chains, const std::string& start, HookChain& sum) {
  std::set<std::string> seen;
  std::vector<std::string> open{start};
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    const auto chain = chains.find(name);
    if (chain == chains.end() || !seen.insert(name).second) continue;
    sum.drops += chain->second.drops;
    sum.rejects += chain->second.rejects;
    sum.queues += chain->second.queues;
    open.insert(open.end(), chain->second.targets.begin(), chain->second.targets.end());
  }
}

}  // namespace haguard
