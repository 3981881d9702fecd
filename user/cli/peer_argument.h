// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// --peer NAME=ADDRESS[,ADDRESS...]@PORT
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "learn/observation.h"

namespace haguard {

// kUsage with the form on anything else. `ports`, where not empty, are the only ones allowed.
Result<std::vector<NamedPeer>> parse_peer_arguments(const std::vector<std::string>& texts,
                                                    const std::vector<std::string>& ports);

}  // namespace haguard
