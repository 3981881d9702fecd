// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Dropped frames by kind: exact where there is room, the most frequent ones where there is none,
// and what the kernel counts has to be the same.
#include "replay/kinds.h"

#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "fixture/pcap.h"
#include "fixture/sample.h"
#include "policy/datapath.h"
#include "policy/packet_text.h"
#include "replay/verdicts.h"

using namespace haguard;

namespace {

FrameKind kind_number(std::size_t number) {
  FrameKind kind;
  for (std::size_t i = 0; i < sizeof number; ++i)
    kind.key.at(i) = static_cast<std::uint8_t>(number >> (8 * i));
  return kind;
}

// Every frame of the fixture, each on its side.
struct Everything {
  std::vector<Sample> samples = all_samples();
  Capture capture;
  std::vector<std::uint8_t> sides;

  Everything() {
    std::vector<Bytes> frames;
    for (const Sample& sample : samples) {
      frames.push_back(sample.bytes);
      sides.push_back(static_cast<std::uint8_t>(sample.side));
    }
    capture = capture_of(frames);
  }
};

// What the kernel would have counted.
std::vector<PortCounters> counters_of(const CaptureVerdicts& verdicts) {
  std::vector<PortCounters> ports(verdicts.sides.size());
  for (std::size_t side = 0; side < ports.size(); ++side)
    for (std::uint32_t reason = 0; reason < HG_REASON_COUNT; ++reason)
      ports[side].by.at(is_drop_reason(reason) ? HG_DROPPED : HG_PASSED).at(reason).frames =
          verdicts.sides[side].at(reason);
  return ports;
}

std::vector<hg_flow_stats> stats_of(const CaptureVerdicts& verdicts) {
  std::vector<hg_flow_stats> stats;
  for (const std::uint64_t frames : verdicts.flows)
    stats.push_back({frames, 0, 0});
  return stats;
}

}  // namespace

TEST_CASE("kinds: most frequent first, of equals the first one", "[replay]") {
  FrequentKinds kinds(10);
  std::size_t index = 0;
  for (const std::size_t number : {3U, 1U, 2U, 1U, 2U})
    kinds.add(kind_number(number), index++);
  const auto sorted = kinds.sorted();
  REQUIRE(sorted.size() == 3);
  CHECK(sorted[0].kind == kind_number(1));
  CHECK(sorted[0].frames == 2);
  CHECK(sorted[0].first == 1);
  CHECK(sorted[1].kind == kind_number(2));
  CHECK(sorted[2].first == 0);
  CHECK_FALSE(kinds.has_overflowed());
}

// The worst order: the frequent kind comes when all room was taken many times over.
TEST_CASE("kinds: a flood of single frames does not hide what is frequent", "[replay]") {
  constexpr std::size_t kRoom = 64;
  constexpr std::size_t kFlood = 100'000;
  constexpr std::size_t kFrequent = 2'000;  // more than one in kRoom
  FrequentKinds kinds(kRoom);
  const auto add_all = [&] {
    for (std::size_t i = 0; i < kFlood; ++i)
      kinds.add(kind_number(i + 1), i);
    for (std::size_t i = 0; i < kFrequent; ++i)
      kinds.add(kind_number(0), kFlood + i);
  };
  add_all();
  REQUIRE(kinds.has_overflowed());
  kinds.begin_recount();
  add_all();
  const auto sorted = kinds.sorted();
  REQUIRE_FALSE(sorted.empty());
  CHECK(sorted.size() <= kRoom);
  CHECK(sorted[0].kind == kind_number(0));
  CHECK(sorted[0].frames == kFrequent);
  CHECK(sorted[0].first == kFlood);
  for (std::size_t i = 1; i < sorted.size(); ++i)
    CHECK(sorted[i].frames == 1);
}

TEST_CASE("kinds: have the words of their frames", "[replay]") {
  for (const Sample& sample : refused_samples()) {
    INFO(sample.name);
    const hg_packet packet =
        parse_frame(sample.bytes, sample.bytes.size(), static_cast<std::uint8_t>(sample.side));
    const hg_packet again = packet_of(kind_of(packet, sample.reason));
    CHECK(packet_text(again) == packet_text(packet));
    CHECK(again.key.side == sample.side);
  }
}

TEST_CASE("verdicts: every frame of the fixture is counted as what it is", "[replay]") {
  const Everything everything;
  const Table table = compile_pair(pair_policy()).table();
  const CaptureVerdicts verdicts =
      judge_capture(everything.capture, everything.sides, table, 2, kPairFlowCapacity);
  std::vector<CaptureVerdicts::Reasons> expected(2);
  for (const Sample& sample : everything.samples)
    if (sample.bytes.size() >= 14) ++expected[sample.side].at(sample.reason);
  CHECK(verdicts.sides == expected);
  std::uint64_t of_kinds = 0;
  for (const CountedKind& kind : verdicts.dropped)
    of_kinds += kind.frames;
  CHECK(of_kinds == verdicts.frames_dropped());
  CHECK(verdicts.has_all_kinds);
  // With room for few of the kinds the counts by reason are the same.
  const CaptureVerdicts narrow =
      judge_capture(everything.capture, everything.sides, table, 2, kPairFlowCapacity, 3);
  CHECK(narrow.sides == expected);
  CHECK(narrow.dropped.size() <= 3);
  CHECK_FALSE(narrow.has_all_kinds);
}

TEST_CASE("verdicts: a kernel that counts otherwise is told of as internal", "[replay]") {
  const Everything everything;
  const CaptureVerdicts verdicts = judge_capture(everything.capture, everything.sides,
                                                 compile_pair(pair_policy()).table(), 2, 64);
  const std::vector<std::string> names = {"eth1", "eth2"};
  CHECK(check_agreement(verdicts, counters_of(verdicts), stats_of(verdicts), names).ok());
  const auto refuses = [&](const std::vector<PortCounters>& ports,
                           const std::vector<hg_flow_stats>& flows, const std::string& what) {
    const Status status = check_agreement(verdicts, ports, flows, names);
    REQUIRE_FALSE(status.ok());
    CHECK_THAT(status.error().message, Catch::Contains("internal: " + what));
  };
  auto ports = counters_of(verdicts);
  ++ports[1].by[HG_DROPPED][HG_REASON_WRONG_SIDE].frames;
  refuses(ports, stats_of(verdicts), "wrong_side on eth2");
  ports = counters_of(verdicts);
  ports[0].by[HG_WOULD_DROP][HG_REASON_UNKNOWN_SOURCE].frames = 1;
  refuses(ports, stats_of(verdicts), "unknown_source on eth1");
  auto flows = stats_of(verdicts);
  ++flows[0].frames;
  refuses(counters_of(verdicts), flows, "flow 0");
}
