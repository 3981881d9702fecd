// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the commands that set a mode have to say of an enforce that ends by itself, and of a mode
// that would not outlast a reboot.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "cli/context.h"
#include "link/apply.h"
#include "link/control.h"

namespace haguard {

// Of --confirm, in nanoseconds; 0 where it was not given.
Result<std::uint64_t> parse_window(const std::string& confirm);

// That nobody but the deadline takes this enforce back, or that it ends without a daemon.
void warn_without_daemon(const Context& context, const ModeState& mode);

void warn_unsaved(const ModeChange& done);

}  // namespace haguard
