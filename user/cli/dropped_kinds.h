// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The kinds of frames that a replay dropped, most frequent first: as many as somebody reads, and
// how many frames the others have.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "replay/replay.h"

namespace haguard {

// Empty where nothing was dropped.
std::string dropped_kinds_text(const Capture& capture, const Replayed& replayed);

// "drops" and "drops_not_shown".
void add_dropped_kinds(nlohmann::ordered_json& json, const Capture& capture,
                       const Replayed& replayed);

}  // namespace haguard
