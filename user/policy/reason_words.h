// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The words of haguard/reason.h, for tables, JSON and tests.
#pragma once

#include <cstdint>

namespace haguard {

// Any number is answered; one that is no reason with the words of HG_REASON_NONE.
const char* reason_name(std::uint32_t reason);
const char* reason_text(std::uint32_t reason);    // what happened
const char* reason_remedy(std::uint32_t reason);  // what the operator can do; may be empty
bool is_drop_reason(std::uint32_t reason);

}  // namespace haguard
