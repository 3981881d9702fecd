// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Captures with more than two senders (three HSRP routers, many VRRP routers), the way the command
// goes: without --peer the review says what to do; with the two units named, no frame of theirs is
// dropped, and every frame of the others is.
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "../rig.h"
#include "captures.h"
#include "fixture/must.h"
#include "learn/candidate.h"
#include "replay/learn.h"
#include "replay/sides.h"
#include "systems/load.h"

using namespace haguard;

namespace {

struct Crowd {
  const char* capture;
  const char* primary;
  const char* secondary;
  unsigned frames;  // that the two sent
};

constexpr Crowd kCrowds[] = {
    {"tcpdump-HSRP_coup.pcap", "192.168.0.10", "192.168.0.30", 41},
    {"tcpdump-HSRP_election.pcap", "192.168.0.10", "192.168.0.30", 45},
    {"tcpdump-HSRP_failover.pcap", "192.168.0.20", "192.168.0.30", 33},
    {"tcpdump-vrrp.pcap", "10.0.0.97", "10.0.0.96", 44},
    {"tcpdump-vrrp.pcap", "fe80::20c:42ff:fe5e:c2dc", "fe80::d6ca:6dff:fe65:d45c", 26},
};

const Capture* find_capture(const std::vector<NamedCapture>& captures, const std::string& name) {
  for (const NamedCapture& named : captures)
    if (named.name == name) return &named.capture;
  return nullptr;
}

Candidate learn(const Capture& capture, const std::vector<NamedPeer>& named) {
  static const std::vector<System> systems = must(load_systems({HAGUARD_SOURCE_SYSTEMS}));
  const ReplayedLearning run = must(learn_capture(capture, "capture", {}, named));
  REQUIRE(run.fed.frames == capture.frames.size());
  return must(make_candidate(run.evidence, systems));
}

// The capture in enforce, on the sides that learning put its frames on.
std::map<std::string, unsigned> enforce(const Capture& capture, const Candidate& candidate,
                                        const std::vector<NamedPeer>& named) {
  Rig& rig = pair_rig();
  rig.install(compile_pair(candidate.policy).table());
  rig.set_mode(HG_MODE_ENFORCE);
  const SidedCapture sided = must(find_sides(capture, {}, named));
  std::map<std::string, unsigned> reasons;
  for (std::size_t i = 0; i < capture.frames.size(); ++i)
    ++reasons[reason_name(rig.send(on_the_wire(capture.frames[i]), sided.sides[i]).reason)];
  return reasons;
}

bool says_to_name_them(const Candidate& candidate) {
  for (const CoverageFinding& finding : candidate.coverage.findings)
    if (finding.verdict != Verdict::kReady &&
        finding.hint.find("--peer NAME=ADDRESS@PORT") != std::string::npos)
      return true;
  return false;
}

}  // namespace

TEST_CASE("naming two of many senders is enough to learn a capture", "[capture]") {
  const std::vector<NamedCapture> captures = readable_captures();
  for (const Crowd& crowd : kCrowds) {
    const Capture* capture = find_capture(captures, crowd.capture);
    if (capture == nullptr) continue;  // another set of captures
    INFO(crowd.capture << " " << crowd.primary << " " << crowd.secondary);
    CHECK(says_to_name_them(learn(*capture, {})));

    const std::vector<NamedPeer> named = {{"primary", "eth1", {ip(crowd.primary)}},
                                          {"secondary", "eth2", {ip(crowd.secondary)}}};
    const Candidate candidate = learn(*capture, named);
    REQUIRE(candidate.policy.peers.size() == 2);
    CHECK(candidate.doubts.empty());
    const auto others = static_cast<unsigned>(capture->frames.size()) - crowd.frames;
    CHECK(enforce(*capture, candidate, named) ==
          std::map<std::string, unsigned>{{"flow", crowd.frames}, {"unknown_source", others}});
  }
}
