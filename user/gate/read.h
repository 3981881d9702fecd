// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Reading what the gate judges by. Nothing is changed. What cannot be read is said in the facts, so
// that an operator who forces the gate is not stopped by it.
#pragma once

#include "gate/facts.h"
#include "gate/forward.h"
#include "link/link.h"

namespace haguard {

// Of the policy in force.
GateFacts read_gate_facts(const Link& link, std::vector<System> systems);
// Of a policy that is to take its place while the link enforces. Which ports have their program is
// not asked: no policy changes that. An error: it would not come into force.
Result<GateFacts> read_gate_facts(const Link& link, std::vector<System> systems,
                                  const Policy& next);
// Of a link that is attached, or is to be.
ForwardFacts read_forward_facts(const std::string& link, const std::vector<std::string>& ports);

}  // namespace haguard
