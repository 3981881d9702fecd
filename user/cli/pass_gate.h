// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The gate before enforce.
#pragma once

#include "cli/context.h"

namespace haguard {

// kRefused with every objection and its remedy. With `force` they become warnings and an event of
// the link, and it goes on.
Status pass_gate(const Context& context, const Link& link, bool force);

}  // namespace haguard
