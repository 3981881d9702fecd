// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One [[flow]] of a policy file.
#pragma once

#include <string>
#include <vector>

#include "policy/model.h"
#include "toml/reader.h"

namespace haguard {

// Errors stay in the reader's file; a flow with errors is returned half filled.
Flow read_flow(TomlReader& reader, const std::vector<std::string>& peer_names);

}  // namespace haguard
