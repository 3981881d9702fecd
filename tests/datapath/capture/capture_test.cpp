// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Captures of real HA traffic through the program: each frame gets exactly one reason (Rig::send
// requires it), and what real stacks sent is well-formed to the parser. Prints one line per
// capture.
#include <fmt/format.h>

#include <array>
#include <catch2/catch.hpp>

#include "../rig.h"
#include "captures.h"

using namespace haguard;

namespace {

constexpr std::size_t kShortest = 14;  // the kernel runs no shorter frame

struct Tally {
  std::array<unsigned, HG_REASON_COUNT> reasons{};
  unsigned frames = 0;
  unsigned skipped = 0;
};

std::string to_text(const Tally& tally) {
  std::string text = fmt::format("{:5} frames", tally.frames);
  if (tally.skipped > 0) text += fmt::format(", {} too short and skipped", tally.skipped);
  for (unsigned reason = 0; reason < HG_REASON_COUNT; ++reason)
    if (tally.reasons.at(reason) > 0)
      text += fmt::format(", {} {}", tally.reasons.at(reason), reason_name(reason));
  return text;
}

Tally run(Rig& rig, const Capture& capture) {
  Tally tally;
  for (const CapturedFrame& captured : capture.frames) {
    const Bytes frame = on_the_wire(captured);
    ++tally.frames;
    if (frame.size() < kShortest) {
      ++tally.skipped;
      continue;
    }
    ++tally.reasons.at(rig.send(frame).reason);
  }
  return tally;
}

unsigned malformed(const Tally& tally) {
  unsigned sum = 0;
  for (unsigned reason = HG_REASON_MALFORMED_ETHERNET; reason < HG_REASON_COUNT; ++reason)
    sum += tally.reasons.at(reason);
  return sum;
}

}  // namespace

TEST_CASE("every frame of every capture gets one reason and is well-formed", "[capture]") {
  const std::vector<NamedCapture> captures = readable_captures();
  REQUIRE_FALSE(captures.empty());
  for (const NamedCapture& named : captures) {
    INFO(named.name);
    Rig& rig = pair_rig();
    rig.set_mode(HG_MODE_LEARN);
    const Tally tally = run(rig, named.capture);
    fmt::print("{:36} {}, {} flows\n", named.name, to_text(tally), rig.learned_count());
    CHECK(tally.frames > 0);
    CHECK(malformed(tally) == 0);
    CHECK(tally.reasons[HG_REASON_LEARN] + tally.skipped == tally.frames);
  }
}
