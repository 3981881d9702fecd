// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One learning run on a live link: empty the map, record, read it as evidence.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "learn/observation.h"
#include "link/learning_run.h"
#include "link/link.h"

namespace haguard {

// The peers as the policy compiler wants them: no MAC is known of them yet.
std::vector<Peer> peers_of(const std::vector<NamedPeer>& named);

// Observations of the map, in the order of their first frames: the map has them in an order that is
// another each time.
Result<std::vector<Observation>> read_observations(const Map& learned);
Result<std::size_t> count_observations(const Map& learned);
// Empties it where it has no room.
Status make_room(const Link& link);

// Empties the map and switches to learn; first ends a run that its command left behind. `named`
// peers confine what is recorded. kFailed, and all is as it was, where somebody chose another mode
// at that moment.
Result<LearningRun> start_learning(const Link& link, const std::vector<NamedPeer>& named);

// What was seen since the start.
Result<Evidence> read_evidence(const Link& link, const LearningRun& run,
                               const std::vector<NamedPeer>& named);

// Puts back policy and mode; the mode only if nobody chose another one meanwhile. On failure the
// link stays in learn, where every frame passes, and the run is left for whoever comes next.
Status stop_learning(const Link& link, const LearningRun& run);

// Ends a run whose command is gone. Returns whether there was one. Under the lock of all changes.
Result<bool> end_abandoned_run(const Link& link, const std::string& command);

}  // namespace haguard
