// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One [[flow]] of a systems/*.toml.
#pragma once

#include "systems/system.h"
#include "toml/reader.h"

namespace haguard {

// Errors stay in the reader's file; a flow with errors is returned half filled.
SystemFlow read_system_flow(TomlReader& reader);

// "confidence = "H"" and "source", common to systems and flows. Required.
Confidence read_confidence(TomlReader& reader);

}  // namespace haguard
