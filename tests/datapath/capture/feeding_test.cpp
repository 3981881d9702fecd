// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A candidate does not depend on how the frames of a capture got to the program.
#include <catch2/catch.hpp>

#include "captures.h"
#include "fixture/must.h"
#include "learn/candidate.h"
#include "learn/review_json.h"
#include "replay/learn.h"
#include "systems/load.h"

using namespace haguard;

namespace {

std::string candidate_of(const Capture& capture, Feeding feeding) {
  static const std::vector<System> systems = must(load_systems({HAGUARD_SOURCE_SYSTEMS}));
  const ReplayedLearning run = must(learn_capture(capture, "capture", {}, {}, feeding));
  return review_to_json(must(make_candidate(run.evidence, systems)));
}

}  // namespace

TEST_CASE("frames together and one by one make the same candidate", "[capture]") {
  for (const NamedCapture& named : readable_captures()) {
    INFO(named.name);
    CHECK(candidate_of(named.capture, Feeding::kTogether) ==
          candidate_of(named.capture, Feeding::kOneByOne));
  }
}
