// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Captures of real HA traffic through the program: each frame gets exactly one reason (Rig::send
// requires it), and what real stacks sent is well-formed to the parser. Prints one line per
// capture.
#include "harness/capture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>

#include "fixture/must.h"
#include "../rig.h"
#include "capture_directory.h"

using namespace haguard;

namespace {

constexpr int kEthernet = 1;
constexpr std::size_t kShortest = 14;  // the kernel runs no shorter frame

std::vector<std::filesystem::path> captures() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(capture_directory()))
    if (entry.is_regular_file()) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Bytes that the snap length cut off were there on the wire; what they held does not matter.
Bytes on_the_wire(const CapturedFrame& frame) {
  Bytes bytes = frame.bytes;
  bytes.resize(std::max<std::size_t>(bytes.size(), frame.original_size));
  return bytes;
}

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

// A capture that libpcap cannot read (interfaces of several snap lengths in one file), or of
// another link type, is named and left out.
TEST_CASE("every frame of every capture gets one reason and is well-formed", "[capture]") {
  unsigned run_captures = 0;
  for (const std::filesystem::path& path : captures()) {
    INFO(path.string());
    const auto capture = read_capture(path.string());
    if (!capture.ok() || capture->link_type != kEthernet) {
      fmt::print("{:36} skipped: {}\n", path.filename().string(),
                 capture.ok() ? "not ethernet" : capture.error().message);
      continue;
    }
    Rig& rig = pair_rig();
    rig.set_mode(HG_MODE_LEARN);
    const Tally tally = run(rig, *capture);
    fmt::print("{:36} {}, {} flows\n", path.filename().string(), to_text(tally),
               rig.learned_count());
    CHECK(tally.frames > 0);
    CHECK(malformed(tally) == 0);
    CHECK(tally.reasons[HG_REASON_LEARN] + tally.skipped == tally.frames);
    ++run_captures;
  }
  CHECK(run_captures > 0);
}
