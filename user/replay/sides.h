// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which side a captured frame came from. A capture has no ports: what tells the sides apart is who
// sends. Stations that talk to each other are put on different sides, those the operator named on
// the side they said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "learn/observation.h"
#include "replay/capture.h"

namespace haguard {

inline constexpr std::size_t kMostPairs = 2'000'000;

struct SidedCapture {
  std::vector<std::string> ports;   // names of the sides, by index
  std::vector<std::uint8_t> sides;  // of each frame of the capture
};

// `ports`: names of the link's ports where it is known, else empty: the sides that --peer named, or
// "side-a" and "side-b". kUsage: --peer names more sides than a link has. kFailed: more senders and
// receivers than `most_pairs`, each of which takes some memory.
Result<SidedCapture> find_sides(const Capture& capture, const std::vector<std::string>& ports,
                                const std::vector<NamedPeer>& named,
                                std::size_t most_pairs = kMostPairs);

}  // namespace haguard
