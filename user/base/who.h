// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Who is changing something: for the history and the events, not for permissions.
#pragma once

#include <string>

namespace haguard {

// "alice", "alice as root" (by sudo or a login session), "uid 1234" where there is no name.
std::string who();

}  // namespace haguard
