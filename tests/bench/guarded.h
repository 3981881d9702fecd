// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard on the ports of a wire, put there by its own commands, as an operator would.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "haguard/abi.h"
#include "harness/lab.h"
#include "policy/model.h"

namespace haguard {

// What `haguard WORDS...` says in the firewall of this lab. An Error where it fails.
Result<std::string> haguard_says(const Lab& lab, std::vector<std::string> words);

// Attached with `options`, the policy applied, enforcing.
Status guard(const Lab& lab, const Policy& policy, const std::vector<std::string>& options = {});

// Frames that haguard has counted so on a port.
Result<std::uint64_t> guard_counted(const Lab& lab, unsigned side, hg_disposition disposition,
                                    hg_reason reason);

}  // namespace haguard
