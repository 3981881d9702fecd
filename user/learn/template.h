// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy of two units that nobody has listened to yet: what the knowledge base says of their HA
// system, by the same seeds that complete what was learned. It is to be edited, and to be watched
// in audit: nobody has seen that this pair is so.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "learn/observation.h"
#include "policy/model.h"
#include "systems/system.h"

namespace haguard {

// What only some pairs send; outside the policy.
struct OptionalFlow {
  Flow flow;
  std::string why;  // what it is, and how sure that is
};

struct PolicyTemplate {
  Policy policy;                   // what every such pair is known to send, now or at rare events
  std::vector<std::string> notes;  // what the flows of the system are, and how sure that is
  std::vector<OptionalFlow> some;
  std::vector<std::string> left_out;  // what has no IP addresses, and so needs MACs; in words
};

// `units` are two, behind different ports. `system` may be empty: then it is what any two hosts
// need. kNotFound: the knowledge base does not have the system.
Result<PolicyTemplate> make_template(const std::string& link, const std::vector<NamedPeer>& units,
                                     const std::string& system, const std::vector<System>& systems);

}  // namespace haguard
