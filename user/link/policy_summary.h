// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a look at a link needs of its policy, without the policy's text:
// <state>/<link>/summary.json, written when a policy's table comes into force. It says which table
// it is of; where that is not the one in force, or where it is absent or torn, the policy itself is
// read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "link/link.h"
#include "policy/model.h"

namespace haguard {

struct PolicySummary {
  std::string system;  // as the policy says; empty: it does not
  std::size_t peers = 0;
  std::vector<std::uint32_t> flow_ids;  // of its flows; ascending
};

// Of the policy in force; empty where there is none yet.
Result<PolicySummary> read_summary(const Link& link);

// For the table that is in force now. Where it cannot be written, the older one is known to be of
// another table, so nothing is lost but time.
void keep_summary(const Link& link, const Policy& policy, std::vector<std::uint32_t> flow_ids);

// The ids of policy.flows[i]. kFailed where one has none with a counter: a file was edited by hand.
Result<std::vector<std::uint32_t>> flow_ids_of(const Link& link, const Policy& policy);

}  // namespace haguard
