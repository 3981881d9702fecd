// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every kind of frame under the pair's policy in enforce: what the pair needs passes and is counted
// under its own flow, everything else is dropped with the reason that names what is wrong with it.
#include <catch2/catch.hpp>

#include "rig.h"

using namespace haguard;

TEST_CASE("every kind of flow passes and is counted under its own id", "[kinds]") {
  Rig& rig = pair_rig();
  for (const Sample& sample : passing_samples()) {
    INFO(sample.name);
    const Outcome outcome = rig.send(sample.bytes, sample.side);
    CHECK(std::string(reason_name(outcome.reason)) == "flow");
    CHECK(outcome.passed);
    CHECK(compiled_pair().name_of(outcome.flow_id.value_or(~0U)) == sample.flow);
  }
}

// Drop and reason, between two control frames that pass.
TEST_CASE("every refused frame is dropped for its reason, and the pair goes on", "[kinds]") {
  Rig& rig = pair_rig();
  const Sample control = passing_samples().front();
  for (const auto& samples : {refused_samples(), broken_samples()}) {
    for (const Sample& sample : samples) {
      INFO(sample.name);
      REQUIRE(rig.send(control.bytes, control.side).reason == HG_REASON_FLOW);
      const Outcome outcome = rig.send(sample.bytes, sample.side);
      CHECK(std::string(reason_name(outcome.reason)) == reason_name(sample.reason));
      CHECK_FALSE(outcome.passed);
      CHECK(outcome.disposition == HG_DROPPED);
      REQUIRE(rig.send(control.bytes, control.side).reason == HG_REASON_FLOW);
    }
  }
}

TEST_CASE("a flow passes on its own side alone", "[kinds]") {
  Rig& rig = pair_rig();
  for (const Sample& sample : passing_samples()) {
    if (sample.flow.rfind("virtual-", 0) == 0) continue;  // may come in on either side
    INFO(sample.name);
    const Outcome outcome = rig.send(sample.bytes, 1 - sample.side);
    const bool is_arp = sample.flow.rfind("arp-", 0) == 0;
    CHECK(std::string(reason_name(outcome.reason)) == (is_arp ? "arp_lie" : "wrong_side"));
    CHECK_FALSE(outcome.passed);
  }
}

// Of peers with a MAC that they share, and of peers with one each: the table has both in other
// ways.
TEST_CASE("a flow passes from its own MAC alone", "[kinds]") {
  constexpr std::size_t kSourceMac = 6;
  Rig& rig = pair_rig();
  for (const Policy& policy : {pair_policy(), one_mac_policy()}) {
    rig.install(compile_pair(policy).table());
    for (const Sample& sample : passing_samples()) {
      const bool is_unbound = sample.flow.rfind("virtual-", 0) == 0;
      INFO(sample.name);
      const bool needs_shared = sample.name == "arp request that states the virtual MAC";
      if (needs_shared && policy.peers[0].shared_macs.empty()) continue;
      CHECK(rig.send(sample.bytes, sample.side).passed);
      for (std::size_t byte = 0; byte < 6; ++byte) {
        INFO(sample.name << ", shared MACs " << policy.peers[0].shared_macs.size() << ", byte "
                         << byte << " of the MAC");
        Bytes spoofed = sample.bytes;
        spoofed[kSourceMac + byte] ^= 0x10;
        const Outcome outcome = rig.send(spoofed, sample.side);
        CHECK(outcome.passed == is_unbound);
        CHECK((outcome.reason == HG_REASON_FLOW) == is_unbound);
      }
    }
  }
}

TEST_CASE("every frame cut at every byte has one reason, and never passes mutilated", "[kinds]") {
  Rig& rig = pair_rig();
  for (const Sample& sample : passing_samples()) {
    for (std::size_t size = 14; size < sample.bytes.size(); ++size) {
      INFO(sample.name << ", cut to " << size);
      const Bytes cut(sample.bytes.begin(), sample.bytes.begin() + static_cast<long>(size));
      const Outcome outcome = rig.send(cut, sample.side);
      CHECK((outcome.reason == HG_REASON_FLOW) == (size >= sample.need));
      CHECK(outcome.passed == (size >= sample.need));
    }
  }
}
