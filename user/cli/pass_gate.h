// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The gates before what could cut off the pair or the operator. Each gives kRefused with every
// objection and its remedy. With `force` they become warnings and an event of the link, and it goes
// on.
#pragma once

#include <string>

#include "cli/context.h"
#include "haguard/forward.h"
#include "link/attach.h"
#include "policy/model.h"

namespace haguard {

// Before enforce.
Status pass_gate(const Context& context, const Link& link, bool force);
// Before a policy comes into force on a link that enforces, or does again when the daemon renews
// its lease; other links are not asked. `next` is sound. `command` is what was typed: "accept
// rooms".
Status pass_policy_gate(const Context& context, const Link& link, const Policy& next,
                        const std::string& command, bool force);
// Before frames go another way.
Status pass_forward_gate(const Link& link, hg_forward forward, bool force);
// Before an attach that would redirect. False: redirect was chosen at an earlier time and not now,
// and is to wait, which is warned of.
Result<bool> pass_attach_gate(const Place& place, const AttachOptions& options, bool force);
// Before detach: while haguard redirects, it is what carries the frames.
Status pass_detach_gate(const Link& link, bool force);

}  // namespace haguard
