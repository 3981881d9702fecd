// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The knowledge base from its folders.
#pragma once

#include <string>
#include <vector>

#include "systems/system.h"

namespace haguard {

// Where the installed knowledge base is, and where an operator adds to it. HAGUARD_SYSTEMS_DIR in
// the environment replaces the first (a build tree, a test).
std::vector<std::string> default_system_folders();

// Every *.toml of `folders`, in order; a later file replaces an earlier entry with the same id. A
// folder that does not exist is skipped. Sorted by id. kUsage on the first bad file.
Result<std::vector<System>> load_systems(const std::vector<std::string>& folders);

}  // namespace haguard
