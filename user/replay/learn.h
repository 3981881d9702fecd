// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Learning from a capture: its frames run through the same program that runs on the link.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "learn/observation.h"
#include "replay/capture.h"
#include "replay/feed.h"

namespace haguard {

struct ReplayedLearning {
  Evidence evidence;
  FedFrames fed;
};

// `ports` as for find_sides(). Needs the privilege to load a program, no interface.
Result<ReplayedLearning> learn_capture(const Capture& capture, const std::string& link,
                                       const std::vector<std::string>& ports,
                                       const std::vector<NamedPeer>& named,
                                       Feeding feeding = Feeding::kTogether);

}  // namespace haguard
