// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The four modes and the deadline of enforce: what passes, and how it is counted.
#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "rig.h"

using namespace haguard;

namespace {

const Bytes kBroken = broken_samples().front().bytes;  // three tags

constexpr std::uint64_t kTick = 1ULL << HG_DEADLINE_SHIFT;

void check(const Outcome& outcome, bool passed, hg_disposition disposition, hg_reason reason) {
  CHECK(outcome.passed == passed);
  CHECK(outcome.disposition == disposition);
  CHECK(std::string(reason_name(outcome.reason)) == reason_name(reason));
}

}  // namespace

TEST_CASE("bypass passes everything and only counts", "[modes]") {
  Rig& rig = pair_rig();
  rig.set_mode(HG_MODE_BYPASS);
  for (const Sample& sample : all_samples()) {
    INFO(sample.name);
    check(rig.send(sample.bytes, sample.side), true, HG_PASSED, HG_REASON_BYPASS);
  }
  CHECK(rig.learned_count() == 0);
}

TEST_CASE("learn passes everything and names what it cannot record", "[modes]") {
  Rig& rig = pair_rig();
  rig.set_mode(HG_MODE_LEARN);
  check(rig.send(kAllowed), true, HG_PASSED, HG_REASON_LEARN);
  check(rig.send(kRefused), true, HG_PASSED, HG_REASON_LEARN);
  for (const Sample& sample : broken_samples()) {
    INFO(sample.name);
    check(rig.send(sample.bytes, sample.side), true, HG_WOULD_DROP, sample.reason);
  }
  CHECK(rig.learned_count() == 2);
}

TEST_CASE("audit passes everything and counts what enforce would do", "[modes]") {
  Rig& rig = pair_rig();
  rig.set_mode(HG_MODE_AUDIT);
  for (const Sample& sample : all_samples()) {
    INFO(sample.name);
    const hg_disposition expected = sample.reason == HG_REASON_FLOW ? HG_PASSED : HG_WOULD_DROP;
    check(rig.send(sample.bytes, sample.side), true, expected, sample.reason);
  }
}

// A stranger, who could fill the record, is in it only where the MAC is one of the pair's.
TEST_CASE("audit records what no flow allows of the pair, and nothing else", "[modes]") {
  Rig& rig = pair_rig();
  rig.set_mode(HG_MODE_AUDIT);
  rig.send(kAllowed);
  rig.send(kBroken);
  check(rig.send(kRefused), true, HG_WOULD_DROP, HG_REASON_UNKNOWN_SOURCE);
  CHECK(rig.learned_count() == 0);
  const auto unknown = [](const IpAddress& source) {
    return from_primary()
        .ipv4({.source = source, .destination = kIpB, .protocol = 99})
        .payload_size(20)
        .bytes();
  };
  for (const auto& [frame, reason] : {std::pair{unknown(kIpA), HG_REASON_UNKNOWN_PROTOCOL},
                                      std::pair{unknown(kIpStranger), HG_REASON_UNKNOWN_SOURCE}}) {
    const std::size_t before = rig.learned_count();
    for (int i = 0; i < 2; ++i)
      check(rig.send(frame), true, HG_WOULD_DROP, reason);
    CHECK(rig.learned_count() == before + 1);
    const auto seen = rig.learned(frame);
    REQUIRE(seen.has_value());
    CHECK(seen->frames == 2);
  }
}

TEST_CASE("enforce records nothing", "[modes]") {
  Rig& rig = pair_rig();
  rig.send(kAllowed);
  rig.send(kRefused);
  CHECK(rig.learned_count() == 0);
}

TEST_CASE("past its deadline enforce acts as audit", "[modes]") {
  Rig& rig = pair_rig();
  const std::uint64_t deadline = rig.time() / kTick + 5000;
  rig.set_mode(HG_MODE_ENFORCE, deadline);

  rig.set_time(deadline * kTick - 1);
  check(rig.send(kRefused), false, HG_DROPPED, HG_REASON_UNKNOWN_SOURCE);
  check(rig.send(kAllowed), true, HG_PASSED, HG_REASON_FLOW);
  rig.set_time(deadline * kTick);
  check(rig.send(kRefused), true, HG_WOULD_DROP, HG_REASON_UNKNOWN_SOURCE);
  check(rig.send(kAllowed), true, HG_PASSED, HG_REASON_FLOW);

  // The lease is renewed.
  rig.set_mode(HG_MODE_ENFORCE, deadline + 1);
  check(rig.send(kRefused), false, HG_DROPPED, HG_REASON_UNKNOWN_SOURCE);
}

TEST_CASE("a deadline of 56 bits does not disturb the mode", "[modes]") {
  Rig& rig = pair_rig();
  rig.set_mode(HG_MODE_ENFORCE, (1ULL << 56U) - 1);
  check(rig.send(kRefused), false, HG_DROPPED, HG_REASON_UNKNOWN_SOURCE);
}

TEST_CASE("a mode that nobody defined passes and audits", "[modes]") {
  Rig& rig = pair_rig();
  rig.set_mode(77);
  check(rig.send(kRefused), true, HG_WOULD_DROP, HG_REASON_UNKNOWN_SOURCE);
}

TEST_CASE("without a flow nothing well-formed is dropped", "[modes]") {
  Rig& rig = pair_rig();
  rig.install(must(compile_hosts(pair_policy().peers, pair_options())));
  check(rig.send(kAllowed), true, HG_PASSED, HG_REASON_NO_POLICY);
  check(rig.send(kRefused), true, HG_PASSED, HG_REASON_NO_POLICY);
}

TEST_CASE("fresh maps pass every frame and say that no table is there", "[modes]") {
  Rig rig(Capacity::for_flows(16));
  for (const hg_mode mode : {HG_MODE_BYPASS, HG_MODE_LEARN, HG_MODE_AUDIT, HG_MODE_ENFORCE}) {
    rig.set_mode(mode);
    check(rig.send(kAllowed), true, HG_PASSED, HG_REASON_INTERNAL);
    check(rig.send(kBroken), true, HG_PASSED, HG_REASON_INTERNAL);
  }
}
