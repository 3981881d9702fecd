// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy put to a capture by the real program: counters, flows and kinds against what the frames
// of the fixture are made for, and sides as a policy has them.
#include "replay/replay.h"

#include <catch2/catch.hpp>
#include <map>

#include "fixture/must.h"
#include "fixture/pcap.h"
#include "fixture/sample.h"
#include "learn/candidate.h"
#include "policy/datapath.h"
#include "replay/learn.h"
#include "systems/load.h"

using namespace haguard;

namespace {

CompileOptions two_ports() {
  CompileOptions options;
  options.ports = {"eth1", "eth2"};
  return options;
}

using Reasons = std::map<std::string, std::uint64_t>;

Reasons reasons_of(const Replayed& replayed) {
  Reasons reasons;
  for (const PortCounters& port : replayed.counters)
    for (const auto& disposition : port.by)
      for (std::uint32_t reason = 0; reason < HG_REASON_COUNT; ++reason)
        if (disposition.at(reason).frames != 0)
          reasons[reason_name(reason)] += disposition.at(reason).frames;
  return reasons;
}

Reasons replayed_reasons(const std::vector<Bytes>& frames, const std::vector<NamedPeer>& named = {},
                         const Policy& policy = pair_policy()) {
  return reasons_of(must(replay_capture(capture_of(frames), policy, two_ports(), named)));
}

Bytes to_peer(const MacAddress& mac, const IpAddress& from, const IpAddress& to,
              std::uint8_t protocol = 105) {
  return Frame()
      .ethernet(mac, kMacB)
      .ipv4({.source = from, .destination = to, .protocol = protocol})
      .payload_size(40)
      .bytes();
}

void expect_as_made(const std::vector<Sample>& samples, Feeding feeding) {
  std::vector<Bytes> frames;
  SidedCapture sided{{"eth1", "eth2"}, {}};
  std::map<std::string, std::uint64_t> flows;
  std::vector<CaptureVerdicts::Reasons> expected(2);
  for (const Sample& sample : samples) {
    frames.push_back(sample.bytes);
    sided.sides.push_back(static_cast<std::uint8_t>(sample.side));
    if (sample.bytes.size() < HG_REPLAY_SHORTEST) continue;
    ++expected[sample.side].at(sample.reason);
    if (sample.reason == HG_REASON_FLOW) ++flows[sample.flow];
  }
  const Policy policy = pair_policy();
  const CompiledPolicy compiled = must(compile_for_replay(policy, two_ports()));
  const ReplayGuard guard = must(load_for_replay(policy, 2));
  const Replayed replayed =
      must(replay_frames(guard, capture_of(frames), sided, compiled, feeding));
  CHECK(replayed.fed.frames + replayed.fed.too_short == samples.size());
  for (std::size_t side = 0; side < 2; ++side)
    for (std::uint32_t reason = 0; reason < HG_REASON_COUNT; ++reason) {
      INFO(side << " " << reason_name(reason));
      const hg_disposition disposition = is_drop_reason(reason) ? HG_DROPPED : HG_PASSED;
      CHECK(replayed.counters[side].by.at(disposition).at(reason).frames ==
            expected[side].at(reason));
    }
  for (std::size_t i = 0; i < policy.flows.size(); ++i) {
    INFO(policy.flows[i].name);
    CHECK(replayed.flows[i].frames == flows[policy.flows[i].name]);
  }
}

}  // namespace

TEST_CASE("replay: counters and flows are those that the frames are made for", "[replay]") {
  expect_as_made(all_samples(), Feeding::kTogether);
  expect_as_made(all_samples(), Feeding::kOneByOne);
}

TEST_CASE("replay: the policy says who is on which side", "[replay]") {
  const std::vector<Bytes> pair = {to_peer(kMacA, kIpA, kIpB), to_peer(kMacB, kIpB, kIpA)};
  CHECK(replayed_reasons(pair) == Reasons{{"flow", 2}});
  CHECK(replayed_reasons({pair[1], pair[0]}) == Reasons{{"flow", 2}});
  // Known by its MAC alone.
  const Bytes fgcp = Frame().ethernet(kMacA, kMacBroadcast, 0x8890).payload_size(46).bytes();
  const Bytes stp =
      Frame().ethernet(kMacA, kMacBridgeGroup).llc(0x42, 0x42).payload_size(35).bytes();
  CHECK(replayed_reasons({pair[1], fgcp, stp}) == Reasons{{"flow", 3}});
  // The operator knows better: the units were swapped.
  const std::vector<NamedPeer> swapped = {{"primary", "eth2", {kIpA}},
                                          {"secondary", "eth1", {kIpB}}};
  CHECK(replayed_reasons({pair[0], pair[1], fgcp}, swapped) == Reasons{{"wrong_side", 3}});
}

// A virtual router's address: its MAC moves with it, so the flows that send from it say the side.
TEST_CASE("replay: a shared address that one peer alone sends from is on its side", "[replay]") {
  Policy policy = pair_policy();
  std::erase_if(policy.flows, [](const Flow& flow) { return flow.name == "virtual-primary"; });
  const Bytes advert = to_peer(kMacVirtual, kIpShared, kIpVrrp, 112);
  const std::vector<Bytes> frames = {to_peer(kMacA, kIpA, kIpB), to_peer(kMacB, kIpB, kIpA), advert,
                                     advert};
  CHECK(replayed_reasons(frames, {}, policy) == Reasons{{"flow", 4}});
  CHECK(replayed_reasons(frames) == Reasons{{"flow", 4}});
}

TEST_CASE("replay: strangers, liars, tags and fragments have their reasons", "[replay]") {
  const Bytes later =
      from_primary()
          .ipv4({.source = kIpA, .destination = kIpB, .protocol = 105, .fragment_offset = 64})
          .payload_size(24)
          .bytes();
  const Bytes tagged = from_primary()
                           .vlan(3002)
                           .ipv4({.source = kIpA, .destination = kIpB, .protocol = 105})
                           .payload_size(40)
                           .bytes();
  const Bytes lie = Frame()
                        .ethernet(kMacStranger, kMacBroadcast)
                        .arp({.sender_mac = kMacStranger, .sender = kIpA, .target = kIpB})
                        .bytes();
  CHECK(replayed_reasons({to_peer(kMacA, kIpA, kIpB), to_peer(kMacB, kIpB, kIpA),
                          to_peer(kMacStranger, kIpStranger, kIpB), later, tagged, lie,
                          to_peer(kMacA, kIpA, kIpB, 89), to_peer(kMacStranger, kIpA, kIpB)}) ==
        Reasons{{"flow", 2},
                {"unknown_source", 1},
                {"fragment", 1},
                {"wrong_vlan", 1},
                {"arp_lie", 1},
                {"unknown_protocol", 1},
                {"mac_mismatch", 1}});
}

TEST_CASE("replay: frames that cannot be run are counted apart, cut ones are filled up",
          "[replay]") {
  Capture capture = capture_of({to_peer(kMacA, kIpA, kIpB), Bytes(5, 0), Bytes(4000, 0)});
  capture.frames[0].bytes.resize(40);  // of 74: both headers and no more
  const Replayed replayed = must(replay_capture(capture, pair_policy(), two_ports(), {}));
  CHECK(replayed.fed.frames == 1);
  CHECK(replayed.fed.cut == 1);
  CHECK(replayed.fed.too_short == 1);
  CHECK(replayed.fed.too_long == 1);
  CHECK(reasons_of(replayed) == Reasons{{"flow", 1}});
}

TEST_CASE("replay: scope and tags are those it is given", "[replay]") {
  const Bytes strange = to_peer(kMacStranger, kIpStranger, ip("192.0.2.77"));
  CompileOptions options = two_ports();
  options.scope_vlan = VlanTags{{3001}};
  const auto replay = [&] {
    const Capture capture = capture_of({strange, to_peer(kMacA, kIpA, kIpB)});
    return reasons_of(must(replay_capture(capture, pair_policy(), options, {})));
  };
  CHECK(replay() == Reasons{{"out_of_scope", 2}});
  options.scope_vlan.reset();
  CHECK(replay() == Reasons{{"flow", 1}, {"unknown_source", 1}});
  options.scope = HG_SCOPE_PEERS;
  // Its MAC's receiver is the secondary: of the pair, so judged.
  CHECK(replay() == Reasons{{"flow", 1}, {"unknown_source", 1}});
}

// As many kinds as somebody who means harm makes: memory is bounded, and what is frequent is found.
TEST_CASE("replay: 100,000 kinds of strangers hide nothing", "[replay]") {
  constexpr std::uint32_t kStrangers = 100'000;
  std::vector<Bytes> frames;
  for (std::uint32_t i = 0; i < kStrangers; ++i) {
    const std::uint8_t from[4] = {10, static_cast<std::uint8_t>(i >> 16),
                                  static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
    const std::uint8_t to[4] = {172, from[1], from[2], from[3]};
    frames.push_back(to_peer(kMacStranger, IpAddress::v4(from), IpAddress::v4(to)));
  }
  frames.insert(frames.end(), 50, to_peer(kMacA, kIpA, kIpB, 89));
  const Replayed replayed =
      must(replay_capture(capture_of(frames), pair_policy(), two_ports(), {}));
  CHECK(reasons_of(replayed) == Reasons{{"unknown_source", kStrangers}, {"unknown_protocol", 50}});
  CHECK_FALSE(replayed.verdicts.has_all_kinds);
  REQUIRE_FALSE(replayed.verdicts.dropped.empty());
  CHECK(replayed.verdicts.dropped.size() <= kKindsKept);
  CHECK(replayed.verdicts.dropped[0].frames == 50);
  CHECK(replayed.verdicts.dropped[0].first == kStrangers);
}

TEST_CASE("replay: what was learned from a capture passes in it", "[replay]") {
  const std::vector<System> systems = must(load_systems({HAGUARD_SOURCE_SYSTEMS}));
  const auto passes = [&](const std::vector<Bytes>& frames, const std::vector<NamedPeer>& named) {
    const Capture capture = capture_of(frames);
    const ReplayedLearning learned = must(learn_capture(capture, "rooms", {"eth1", "eth2"}, named));
    const Candidate candidate = must(make_candidate(learned.evidence, systems));
    REQUIRE(candidate.policy.peers.size() == 2);
    const Replayed replayed = must(replay_capture(capture, candidate.policy, two_ports(), {}));
    CHECK(reasons_of(replayed) == Reasons{{"flow", frames.size()}});
    CHECK(replayed.verdicts.dropped.empty());
  };
  std::vector<Bytes> frames;
  for (int i = 0; i < 20; ++i) {
    frames.push_back(to_peer(kMacA, kIpA, kIpB));
    frames.push_back(to_peer(kMacB, kIpB, kIpA));
    frames.push_back(to_peer(kMacA, kIpA, kIpVrrp, 112));
  }
  passes(frames, {});
  passes(frames, {{"secondary", "eth1", {kIpB}}, {"primary", "eth2", {kIpA}}});
  // Learning that is confined to addresses does not see what has none.
  frames.push_back(Frame().ethernet(kMacB, kMacBroadcast, 0x8890).payload_size(46).bytes());
  passes(frames, {});
}
