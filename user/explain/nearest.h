// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The flows of a policy that come closest to a frame that none of them allows, and in what they
// differ from it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "policy/model.h"

struct hg_packet;

namespace haguard {

struct NearFlow {
  std::size_t flow = 0;  // index in the policy
  // "destination port 8116 where it allows 105"; none: it would allow the frame, but for what the
  // frame claims (ARP, neighbour discovery).
  std::vector<std::string> differences;
};

// Nearest first, at most `most`; a flow of another protocol is near only if all else is the same.
// `port`: where the frame, a well-formed one, came in.
std::vector<NearFlow> nearest_flows(const Policy& policy, const hg_packet& packet,
                                    const std::string& port, std::size_t most);

// The flow that differs in nothing but that later fragments do not pass; policy.flows.size() where
// there is none.
std::size_t flow_without_fragments(const Policy& policy, const hg_packet& packet,
                                   const std::string& port);

}  // namespace haguard
