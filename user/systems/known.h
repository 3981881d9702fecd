// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A system by the name that somebody wrote.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "systems/system.h"

namespace haguard {

// kNotFound, with the nearest name there is, where the knowledge base does not have it. `attempt`:
// "attach rooms"; `written`: where it is to be corrected, "--system". An empty name is no name.
Status check_system_name(const std::vector<System>& systems, const std::string& name,
                         const std::string& attempt, const std::string& written);
// The same; the knowledge base is read for it.
Status check_system_name(const std::vector<std::string>& folders, const std::string& name,
                         const std::string& attempt, const std::string& written);

// Where the configuration of a link has it.
inline constexpr const char* kConfiguredSystem = "system = in the link's configuration";

}  // namespace haguard
