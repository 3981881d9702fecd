// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Keys of one [[flow]] that cannot stand together: no frame could match such a flow.
#pragma once

#include "policy/model.h"
#include "toml/reader.h"

namespace haguard {

void refuse_contradictions(TomlReader& reader, const Flow& flow);

}  // namespace haguard
