// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every refused and every broken frame of the fixture on a real bridge, in each mode, and allowed
// frames cut off at every length. The lab is mute, so the whole table of counters must come out
// exactly: nothing but the frames of the test was ever received.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <set>

#include "e2e/intruder_lab.h"
#include "fixture/sample.h"
#include "policy/text.h"

using namespace haguard;

namespace {

std::vector<Sample> intruders() {
  std::vector<Sample> samples = refused_samples();
  for (Sample& sample : broken_samples())
    samples.push_back(std::move(sample));
  return samples;
}

Seat seat_of(const Sample& sample) {
  return sample.side == kPrimarySide ? Seat::kUnitA : Seat::kUnitB;
}

using Names = std::set<std::string>;

// Sends each sample and a control frame behind it. The samples that came out on the far side.
Names play(IntruderLab& lab, const std::vector<Sample>& samples) {
  Names arrived;
  for (const Sample& sample : samples) {
    INFO(sample.name);
    lab.send(seat_of(sample), sample.bytes);
    const std::vector<Bytes> frames = lab.pass_control(seat_of(sample));
    CHECK(frames.size() <= 1);
    for (const Bytes& frame : frames)
      CHECK(frame == sample.bytes);
    if (!frames.empty()) arrived.insert(sample.name);
  }
  return arrived;
}

Names lost(const std::vector<Sample>& samples, const Names& arrived) {
  Names names;
  for (const Sample& sample : samples)
    if (arrived.count(sample.name) == 0) names.insert(sample.name);
  return names;
}

// What the kernel itself refuses, whatever haguard says: kernels take tags off a frame, and differ
// in how many. Detaches.
Names lost_without_haguard(IntruderLab& lab, const std::vector<Sample>& samples) {
  lab.haguard().ok({"detach", "rooms"});
  return lost(samples, play(lab, samples));
}

CounterTable expected(const std::vector<Sample>& samples, const std::string& control,
                      const std::string& disposition) {
  CounterTable table;
  for (const Sample& sample : samples) {
    const std::string port = IntruderLab::port(seat_of(sample));
    ++table[fmt::format("{} passed {}", port, control)];
    ++table[disposition.empty()
                ? fmt::format("{} passed {}", port, control)
                : fmt::format("{} {} {}", port, disposition, reason_name(sample.reason))];
  }
  return table;
}

}  // namespace

TEST_CASE("refused and broken frames: enforce drops each under its reason", "[intruders]") {
  IntruderLab lab({.guests = false, .silent = true}, format_policy(pair_policy()));
  const std::vector<Sample> samples = intruders();
  lab.enforce();
  const CounterTable before = lab.counters();
  CHECK(before.empty());
  CHECK(play(lab, samples).empty());
  const CounterTable counted = lab.counters();
  INFO(to_string(counted));
  CHECK(counted == expected(samples, "flow", "dropped"));
  CHECK(lab.haguard().received() == lab.sent());
}

TEST_CASE("refused and broken frames: audit lets each through and counts what enforce would drop",
          "[intruders]") {
  IntruderLab lab({.guests = false, .silent = true}, format_policy(pair_policy()));
  const std::vector<Sample> samples = intruders();
  lab.haguard().ok({"audit", "rooms"});
  const Names refused = lost(samples, play(lab, samples));
  const CounterTable counted = lab.counters();
  INFO(to_string(counted));
  CHECK(counted == expected(samples, "flow", "would_drop"));
  CHECK(lab.haguard().received() == lab.sent());
  CHECK(refused == lost_without_haguard(lab, samples));
}

TEST_CASE("refused and broken frames: bypass lets each through", "[intruders]") {
  IntruderLab lab({.guests = false, .silent = true}, format_policy(pair_policy()));
  const std::vector<Sample> samples = intruders();
  lab.enforce();
  lab.haguard().ok({"bypass", "rooms"});
  const Names refused = lost(samples, play(lab, samples));
  const CounterTable counted = lab.counters();
  INFO(to_string(counted));
  CHECK(counted == expected(samples, "bypass", ""));
  CHECK(refused == lost_without_haguard(lab, samples));
}

TEST_CASE("truncated frames: an allowed frame cut off at every length is dropped as malformed",
          "[intruders]") {
  IntruderLab lab({.guests = false, .silent = true}, format_policy(pair_policy()));
  lab.enforce();
  constexpr std::size_t kEthernet = 14;  // a packet socket sends no less
  std::uint64_t cut_frames = 0;
  for (const Sample& sample : passing_samples()) {
    INFO(sample.name);
    for (std::size_t size = kEthernet; size < sample.need; ++size) {
      lab.send(seat_of(sample), Bytes(sample.bytes.begin(),
                                      sample.bytes.begin() + static_cast<std::ptrdiff_t>(size)));
      ++cut_frames;
      // A veth's ring holds 256 frames.
      if (cut_frames % 64 == 0) CHECK(lab.pass_control(seat_of(sample)).empty());
    }
    CHECK(lab.pass_control(seat_of(sample)).empty());
  }
  std::uint64_t malformed = 0;
  std::uint64_t passed = 0;
  const CounterTable counted = lab.counters();
  INFO(to_string(counted));
  for (const auto& [name, frames] : counted) {
    if (name.find(" dropped malformed_") != std::string::npos) malformed += frames;
    if (name.find(" passed flow") != std::string::npos) passed += frames;
  }
  CHECK(cut_frames > 1000);
  CHECK(malformed == cut_frames);
  CHECK(passed == lab.sent() - cut_frames);
  CHECK(lab.haguard().received() == lab.sent());
}
