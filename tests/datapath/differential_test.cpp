// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The program in the kernel against the same headers compiled as C++: for random frames both must
// come to the same reason and flow id, and read the same key out of the frame. A difference means
// that a compiler or the verifier's rewriting changed the meaning, or that a part is not pure.
#include <array>
#include <catch2/catch.hpp>

#include "bpf/flow_counters.h"
#include "bpf/port_stats.h"
#include "fixture/must.h"
#include "fixture/mutator.h"
#include "policy/datapath.h"
#include "rig.h"

using namespace haguard;

namespace {

constexpr unsigned kTables = 5;
constexpr unsigned kFrames = 25'000;  // for each of the tables
constexpr unsigned kLearned = 10'000;

hg_counter reason_counter(const Rig& rig, unsigned side, std::size_t index) {
  return must(read_reasons(rig.guard().maps().port_stats, side)).at(index);
}

std::uint64_t flow_frames(const Rig& rig, std::uint32_t id) {
  const Map& map = rig.guard().maps().flow_stats;
  return must(FlowCounters(map, must(flow_limit(map))).read(id)).frames;
}

std::uint64_t all_frames(const Rig& rig) {
  std::uint64_t frames = 0;
  for (const hg_counter& counter : rig.counters().reasons)
    frames += counter.frames;
  return frames;
}

struct Expected {
  hg_verdict verdict;
  std::size_t index;  // of the reason's counter in enforce
};

Expected expect(const Table& table, const MutatedFrame& frame) {
  const hg_verdict verdict =
      decide(table, parse_frame(frame.bytes, frame.bytes.size(), frame.side));
  const unsigned disposition = verdict.reason < HG_REASON_FIRST_DROP ? HG_PASSED : HG_DROPPED;
  return {verdict, HG_REASON_INDEX(disposition, verdict.reason)};
}

void compare(Rig& rig, const Table& table, const MutatedFrame& frame) {
  const Expected expected = expect(table, frame);
  const bool is_flow = expected.verdict.reason == HG_REASON_FLOW;
  const std::uint64_t before = reason_counter(rig, frame.side, expected.index).frames;
  const std::uint64_t flow_before = is_flow ? flow_frames(rig, expected.verdict.flow_id) : 0;
  must(rig.guard().run(frame.side, rig.time(), frame.bytes.data(), frame.bytes.size()));
  const bool is_same = reason_counter(rig, frame.side, expected.index).frames == before + 1 &&
                       (!is_flow || flow_frames(rig, expected.verdict.flow_id) == flow_before + 1);
  INFO("C++ says " << reason_name(expected.verdict.reason) << " of side " << unsigned{frame.side}
                   << ": " << describe_frame(frame.bytes));
  REQUIRE(is_same);
}

CompileOptions options_of(unsigned table) {
  CompileOptions options = pair_options();
  if (table == 1) options.scope = HG_SCOPE_PEERS;
  if (table == 2) options.scope_vlan = VlanTags{};
  return options;
}

// Two ways of binding a flow to a MAC: one that it has alone, or any of several.
Policy policy_of(unsigned table) {
  Policy policy = table == 4 ? one_mac_policy() : pair_policy();
  if (table == 3) policy.peers[0].macs.push_back(mac("02:00:00:00:00:11"));
  return policy;
}

}  // namespace

TEST_CASE("kernel and C++ come to the same verdict on random frames", "[differential]") {
  Rig& rig = pair_rig();
  std::array<unsigned, HG_REASON_COUNT> reasons{};
  for (unsigned i = 0; i < kTables; ++i) {
    const CompiledPair pair = compile_pair(policy_of(i), options_of(i));
    rig.install(pair.table());
    Mutator mutator(20'240'601 + i);
    const std::uint64_t before = all_frames(rig);
    for (unsigned n = 0; n < kFrames; ++n) {
      const MutatedFrame frame = mutator.next();
      compare(rig, pair.table(), frame);
      ++reasons.at(expect(pair.table(), frame).verdict.reason);
    }
    REQUIRE(all_frames(rig) == before + kFrames);
  }
  // The frames are worth the name: many pass, and every reason occurs that can.
  CHECK(reasons[HG_REASON_FLOW] > kFrames / 10);
  CHECK(reasons[HG_REASON_OUT_OF_SCOPE] > 0);
  for (unsigned reason = HG_REASON_FIRST_DROP; reason < HG_REASON_COUNT; ++reason) {
    INFO(reason_name(reason));
    CHECK((reasons[reason] > 0 || reason == HG_REASON_MALFORMED_ETHERNET));
  }
}

TEST_CASE("kernel and C++ read the same key out of random frames", "[differential]") {
  Rig& rig = pair_rig();
  rig.set_mode(HG_MODE_LEARN);
  Mutator mutator(7);
  for (unsigned n = 0; n < kLearned; ++n) {
    const MutatedFrame frame = mutator.next();
    const hg_packet packet = parse_frame(frame.bytes, frame.bytes.size(), frame.side);
    if (packet.malformed) continue;
    rig.set_time(rig.time() + 1);
    must(rig.guard().run(frame.side, rig.time(), frame.bytes.data(), frame.bytes.size()));
    const auto seen = rig.learned(frame.bytes, frame.side);
    INFO(describe_frame(frame.bytes));
    REQUIRE(seen.has_value());
    REQUIRE(seen->last_ns == rig.time());
    REQUIRE(seen->ttl_lowest <= packet.ttl);
    REQUIRE(seen->ttl_highest >= packet.ttl);
  }
}
