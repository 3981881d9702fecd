// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The options of `attach` that stand for good once a link is attached.
#pragma once

#include "cli/commands.h"
#include "link/link.h"

namespace haguard {

// kFailed where the command line asks for others than the link has; what it does not say is not
// asked for.
Status check_attached_options(const Link& link, const AttachArguments& arguments);

}  // namespace haguard
