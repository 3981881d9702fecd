// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Captures of real HA traffic: what was learned from one is put to it, and drops nothing of the
// pair.
#include "replay/replay.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "captures.h"
#include "fixture/must.h"
#include "learn/candidate.h"
#include "replay/learn.h"
#include "systems/load.h"

using namespace haguard;

TEST_CASE("a candidate learned from a capture drops none of it in a replay", "[capture]") {
  const std::vector<System> systems = must(load_systems({HAGUARD_SOURCE_SYSTEMS}));
  std::size_t judged = 0;
  for (const NamedCapture& named : readable_captures()) {
    INFO(named.name);
    const ReplayedLearning learned = must(learn_capture(named.capture, "capture", {}, {}));
    const Candidate candidate = must(make_candidate(learned.evidence, systems));
    if (candidate.policy.flows.empty()) continue;  // it shows no pair
    CompileOptions options;
    options.ports = learned.evidence.ports;
    const Replayed replayed = must(replay_capture(named.capture, candidate.policy, options, {}));
    CHECK(replayed.verdicts.frames_dropped() == 0);
    CHECK(replayed.fed.frames == named.capture.frames.size());
    fmt::print("{:36} {} frames, {} flows\n", named.name, replayed.fed.frames,
               candidate.policy.flows.size());
    ++judged;
  }
  CHECK(judged > 0);
}
