// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The captures that can be run: ethernet, and readable by libpcap. The others are named on stdout
// and left out.
#pragma once

#include <string>
#include <vector>

#include "harness/bytes.h"
#include "replay/capture.h"

namespace haguard {

struct NamedCapture {
  std::string name;
  Capture capture;
};

std::vector<NamedCapture> readable_captures();

// Bytes that the snap length cut off were there on the wire; what they held does not matter.
Bytes on_the_wire(const CapturedFrame& frame);

}  // namespace haguard
