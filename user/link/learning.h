// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One learning run on a live link: empty the map, record, read it as evidence.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "learn/observation.h"
#include "link/control.h"
#include "link/link.h"

namespace haguard {

// What must be put back when learning ends.
struct LearningRun {
  ModeState before;
  bool confined = false;  // a table of hosts took the place of the policy
  std::uint64_t started_ns = 0;
  std::uint64_t full_before = 0;
  std::uint64_t malformed_before = 0;
};

// The peers as the policy compiler wants them: no MAC is known of them yet.
std::vector<Peer> peers_of(const std::vector<NamedPeer>& named);

// Observations of the map, in the order of their first frames: the map has them in an order that is
// another each time.
Result<std::vector<Observation>> read_observations(const Map& learned);
Status clear_observations(const Map& learned);
Result<std::size_t> count_observations(const Map& learned);

// Empties the map and switches to learn. `named` peers confine what is recorded.
Result<LearningRun> start_learning(const Link& link, const std::vector<NamedPeer>& named);

// What was seen since the start.
Result<Evidence> read_evidence(const Link& link, const LearningRun& run,
                               const std::vector<NamedPeer>& named);

// Puts back policy and mode; the mode only if nobody chose another one meanwhile.
Status stop_learning(const Link& link, const LearningRun& run);

}  // namespace haguard
