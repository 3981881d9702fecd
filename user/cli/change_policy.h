// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Another policy for a link, as accept, policy apply and policy rollback put it in force: past the
// gate where the link enforces and, with a time to confirm it in, on trial.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "cli/context.h"
#include "link/apply.h"
#include "policy/model.h"
#include "policy/text.h"

namespace haguard {

struct PolicyChange {
  const Policy& policy;
  PolicyOrigin origin;
  std::string command;  // what was typed, without the options: "accept rooms"
  std::string confirm;  // duration: then back to audit, unless confirmed; empty: for good
  bool force = false;   // past the gate
  const SourceMap* places = nullptr;  // of the file that the policy was read from, for its errors
};

// Returns the new generation. Under the lock of all changes. kFailed, and nothing is changed, where
// there is nothing to confirm: the link does not enforce.
Result<std::uint32_t> change_policy(const Context& context, const Link& link,
                                    const PolicyChange& change);

// The line about what is still to be confirmed; none where nothing is.
void print_trial(const Link& link, const std::string& confirm);

}  // namespace haguard
