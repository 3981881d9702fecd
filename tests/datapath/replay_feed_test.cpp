// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Many frames for one system call leave the same behind as one call for each: counters, times and
// what was learned, frame by frame in the same order.
#include "bpf/replay_feed.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string_view>

#include "fixture/must.h"
#include "fixture/mutator.h"
#include "rig.h"

using namespace haguard;

namespace {

constexpr std::uint64_t kStart = 1'000'000'000;
constexpr std::uint64_t kStep = 1'000;

struct TimedFrame {
  MutatedFrame frame;
  std::uint64_t time_ns = 0;
  std::size_t kept = 0;  // bytes that a capture has of it; the others are zeros
};

// Of all sizes, so that a packet grows and shrinks from one frame to the next; more of them than
// the memory of a batch holds. Some are cut.
std::vector<TimedFrame> many_frames() {
  constexpr unsigned kManyFrames = 30'000;
  constexpr unsigned kEveryLong = 8;
  constexpr unsigned kEveryCut = 5;
  Mutator mutator(17);
  std::vector<TimedFrame> frames;
  for (unsigned i = 0; i < kManyFrames; ++i) {
    TimedFrame one{mutator.next(), kStart + i * kStep, 0};
    Bytes& bytes = one.frame.bytes;
    if (i % kEveryLong == 0) bytes.resize(HG_REPLAY_LONGEST);
    one.kept = i % kEveryCut == 0 ? bytes.size() / 2 : bytes.size();
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(one.kept), bytes.end(), 0);
    frames.push_back(std::move(one));
  }
  return frames;
}

void run_one_by_one(const Rig& rig, const std::vector<TimedFrame>& frames) {
  for (const auto& [frame, time_ns, kept] : frames)
    must(rig.guard().run(frame.side, time_ns, frame.bytes.data(), frame.bytes.size()));
}

void run_together(const Rig& rig, const std::vector<TimedFrame>& frames) {
  ReplayFeed feed = must(ReplayFeed::load(rig.guard()));
  for (const auto& [frame, time_ns, kept] : frames)
    must(feed.add({frame.side, time_ns, {frame.bytes.data(), kept}, frame.bytes.size()}));
  must(feed.run());
}

using Learned = std::vector<std::pair<hg_flow_key, hg_observation>>;

template <typename T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

Learned sorted(Learned learned) {
  std::sort(learned.begin(), learned.end(),
            [](const auto& a, const auto& b) { return bytes_of(a.first) < bytes_of(b.first); });
  return learned;
}

template <typename T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& one, const T& other) { return bytes_of(one) == bytes_of(other); });
}

struct Left {
  Counters counters;
  Learned learned;
};

template <typename Run>
Left left_by(std::uint8_t mode, Run run) {
  static const std::vector<TimedFrame> frames = many_frames();
  Rig rig({.flows = kPairFlowCapacity, .entries = pair_options().entries, .learn = 1U << 16U});
  rig.start(compiled_pair().table());
  rig.set_mode(mode);
  run(rig, frames);
  return {rig.counters(), sorted(rig.all_learned())};
}

}  // namespace

TEST_CASE("many frames for one system call do what each of them does", "[replay]") {
  const std::uint8_t mode = GENERATE(HG_MODE_LEARN, HG_MODE_ENFORCE);
  INFO("mode " << unsigned{mode});
  const Left expected = left_by(mode, run_one_by_one);
  const Left got = left_by(mode, run_together);
  CHECK(same_bytes(got.counters.reasons, expected.counters.reasons));
  CHECK(same_bytes(got.counters.flows, expected.counters.flows));
  REQUIRE(got.learned.size() == expected.learned.size());
  CHECK((mode != HG_MODE_LEARN || got.learned.size() > 100));
  for (std::size_t i = 0; i < got.learned.size(); ++i) {
    REQUIRE(bytes_of(got.learned[i].first) == bytes_of(expected.learned[i].first));
    REQUIRE(bytes_of(got.learned[i].second) == bytes_of(expected.learned[i].second));
  }
}

TEST_CASE("a frame of a size that the kernel would not take is refused", "[replay]") {
  ReplayFeed feed = must(ReplayFeed::load(pair_rig().guard()));
  const Bytes frame(HG_REPLAY_LONGEST + 1);
  for (const std::size_t size : {HG_REPLAY_SHORTEST - 1, HG_REPLAY_LONGEST + 1})
    CHECK_FALSE(feed.add({kPrimarySide, kStart, {frame.data(), size}, size}).ok());
  for (const std::size_t size : {HG_REPLAY_SHORTEST, HG_REPLAY_LONGEST})
    CHECK(feed.add({kPrimarySide, kStart, {frame.data(), size}, size}).ok());
  CHECK(feed.run().ok());
}

TEST_CASE("a frame of a side that has no program is an error of the batch", "[replay]") {
  ReplayFeed feed = must(ReplayFeed::load(pair_rig().guard()));
  const Bytes frame(HG_REPLAY_SHORTEST);
  must(feed.add({kPrimarySide, kStart, frame, frame.size()}));
  must(feed.add({HG_MAX_SIDES - 1, kStart, frame, frame.size()}));
  const Status refused = feed.run();
  REQUIRE_FALSE(refused.ok());
  CHECK_THAT(refused.error().message, Catch::Contains("refused 1"));
  must(feed.add({kSecondarySide, kStart, frame, frame.size()}));
  CHECK(feed.run().ok());
}
