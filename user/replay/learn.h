// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Learning from a capture: its frames run through the same program that runs on the link.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "learn/observation.h"
#include "replay/capture.h"
#include "replay/feeder.h"

namespace haguard {

struct ReplayedLearning {
  Evidence evidence;
  std::size_t frames = 0;     // that were run
  std::size_t too_short = 0;  // below 14 bytes, which no program can be given
  std::size_t too_long = 0;   // beyond what a test run takes
  std::size_t cut = 0;        // kept shorter than they were; filled up with zeros
};

// `ports` as for find_sides(). Needs the privilege to load a program, no interface.
Result<ReplayedLearning> learn_capture(const Capture& capture, const std::string& link,
                                       const std::vector<std::string>& ports,
                                       const std::vector<NamedPeer>& named,
                                       Feeding feeding = Feeding::kTogether);

}  // namespace haguard
