// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/lease.h"

#include <catch2/catch.hpp>

using namespace haguard;

namespace {

constexpr std::uint64_t kNow = 1'000'000'000'000U;
const ModeState kLasting{HG_MODE_ENFORCE, 0, false};
const ModeState kAwaited{HG_MODE_ENFORCE, kNow + 60'000'000'000U, false};

ModeState leased(std::int64_t left_ns) {
  return {HG_MODE_ENFORCE, kNow + static_cast<std::uint64_t>(left_ns), true};
}

}  // namespace

TEST_CASE("lease: renewed when a third of it is over, without a word") {
  CHECK_FALSE(lease_step(leased(kLeaseNs), true, kNow));
  const auto step = lease_step(leased(kLeaseNs * 2 / 3), true, kNow);
  REQUIRE(step);
  CHECK(step->to.mode == HG_MODE_ENFORCE);
  CHECK(step->to.leased);
  CHECK(step->to.deadline_ns == kNow + kLeaseNs);
  CHECK(step->event.empty());
  CHECK(lease_pause_ns(leased(kLeaseNs), kNow) == kLeaseNs / 3);
}

TEST_CASE("lease: one that had run out goes on, and says so") {
  const auto step = lease_step(leased(-5'000'000'000), true, kNow);
  REQUIRE(step);
  CHECK(step->to.deadline_ns == kNow + kLeaseNs);
  CHECK(step->event.find("enforce again") != std::string::npos);
}

TEST_CASE("lease: follows the configuration both ways") {
  const auto lent = lease_step(kLasting, true, kNow);
  REQUIRE(lent);
  CHECK(lent->to.leased);
  const auto lasting = lease_step(leased(kLeaseNs), false, kNow);
  REQUIRE(lasting);
  CHECK(lasting->to.deadline_ns == 0);
  CHECK_FALSE(lasting->to.leased);
  CHECK_FALSE(lease_step(kLasting, false, kNow));
}

TEST_CASE("lease: an awaited confirmation and every other mode are left alone") {
  for (const bool wanted : {true, false}) {
    CHECK_FALSE(lease_step(kAwaited, wanted, kNow));
    for (const hg_mode mode : {HG_MODE_BYPASS, HG_MODE_LEARN, HG_MODE_AUDIT})
      CHECK_FALSE(lease_step({mode, 0, false}, wanted, kNow));
  }
  CHECK(lease_pause_ns(kAwaited, kNow) == 0);
}

TEST_CASE("lease: a confirmation is awaited until its deadline") {
  const std::uint64_t deadline = kAwaited.deadline_ns;
  CHECK(confirm_pause_ns(kAwaited, deadline - 5) == 5);
  CHECK_FALSE(is_unconfirmed(kAwaited, deadline - 1));
  CHECK(confirm_pause_ns(kAwaited, deadline) == 0);
  CHECK(is_unconfirmed(kAwaited, deadline));
  for (const ModeState& other :
       {kLasting, leased(-5'000'000'000), ModeState{HG_MODE_AUDIT, 0, false}}) {
    CHECK_FALSE(is_unconfirmed(other, kNow));
    CHECK(confirm_pause_ns(other, kNow) == 0);
  }
}
