// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// When enforcing hurts the pair, and when it only looks so.
#include "daemon/heartbeat_guard.h"

#include <catch2/catch.hpp>

#include "harness/times.h"

using namespace haguard;

namespace {

constexpr std::uint64_t kPollNs = 200 * kMs;

// A link with one heartbeat from side 0, looked at every 50 ms.
class Scene {
 public:
  Scene() { guard_.set_flows(1, {{7, "hello", 0}}, now_); }

  HeartbeatInput input;

  // The peer speaks, or not, for this long; frames are dropped on `side` meanwhile, or not. The
  // first verdict that is more than none.
  HeartbeatVerdict pass(std::uint64_t ns, bool speaks, hg_reason dropped = HG_REASON_NONE,
                        std::size_t side = 0) {
    const std::uint64_t end = now_ + ns;
    while (now_ < end) {
      now_ += 50 * kMs;
      if (now_ % kPollNs == 0 && speaks) hello_ = {hello_.frames + 1, now_};
      if (now_ % kPollNs == 0 && dropped != HG_REASON_NONE) ++drops_[side].at(dropped);
      input.now_ns = now_;
      input.flows = {{7, hello_}};
      input.dropped = drops_;
      HeartbeatVerdict verdict = guard_.step(input);
      if (verdict.action != HeartbeatAction::kNone) return verdict;
    }
    return {};
  }
  void enforce(bool awaits_confirm) {
    pass(2000 * kMs, true);
    input.enforcing = true;
    input.awaits_confirm = awaits_confirm;
    REQUIRE(pass(2000 * kMs, true).action == HeartbeatAction::kNone);
  }
  void policy(std::uint32_t generation, const std::vector<HeartbeatFlow>& flows) {
    guard_.set_flows(generation, flows, now_);
  }

 private:
  HeartbeatGuard guard_;
  std::uint64_t now_ = 1'000'000 * kMs;
  HeartbeatReading hello_;
  std::vector<DropCounts> drops_{2};
};

}  // namespace

TEST_CASE("heartbeat guard: silence with drops on its side falls back before the third poll") {
  Scene scene;
  scene.enforce(true);
  const HeartbeatVerdict verdict = scene.pass(3 * kPollNs, false, HG_REASON_MAC_MISMATCH);
  REQUIRE(verdict.action == HeartbeatAction::kFallBack);
  REQUIRE(verdict.silences.size() == 1);
  CHECK(verdict.silences[0].flow == "hello");
  CHECK(verdict.silences[0].silent_ns >= 2 * kPollNs);
  CHECK(verdict.silences[0].silent_ns < 3 * kPollNs);
  CHECK(verdict.silences[0].interval_ns == kPollNs);
  CHECK(verdict.silences[0].dropped.at(HG_REASON_MAC_MISMATCH) == 2);
  CHECK(verdict.suspicious);
}

TEST_CASE("heartbeat guard: a unit that stops by itself is no reason") {
  Scene scene;
  scene.enforce(true);
  CHECK(scene.pass(50 * kPollNs, false).action == HeartbeatAction::kNone);
}

TEST_CASE("heartbeat guard: drops on the other side are no reason") {
  Scene scene;
  scene.enforce(true);
  CHECK(scene.pass(50 * kPollNs, false, HG_REASON_MAC_MISMATCH, 1).action ==
        HeartbeatAction::kNone);
}

TEST_CASE("heartbeat guard: drops while it speaks are no reason") {
  Scene scene;
  scene.enforce(true);
  CHECK(scene.pass(50 * kPollNs, true, HG_REASON_UNKNOWN_PROTOCOL).action ==
        HeartbeatAction::kNone);
}

TEST_CASE("heartbeat guard: an unknown sender counts under another policy alone") {
  Scene scene;
  scene.enforce(true);
  CHECK(scene.pass(50 * kPollNs, false, HG_REASON_UNKNOWN_SOURCE).action == HeartbeatAction::kNone);
  Scene other;
  other.enforce(true);
  other.policy(2, {{7, "hello", 0}});
  CHECK(other.pass(50 * kPollNs, false, HG_REASON_UNKNOWN_SOURCE).action ==
        HeartbeatAction::kFallBack);
}

TEST_CASE("heartbeat guard: a flow that the new policy forgot is still watched") {
  Scene scene;
  scene.enforce(true);
  scene.policy(2, {});
  const HeartbeatVerdict verdict = scene.pass(50 * kPollNs, false, HG_REASON_UNKNOWN_PROTOCOL);
  CHECK(verdict.action == HeartbeatAction::kFallBack);
}

TEST_CASE("heartbeat guard: a flow that was silent before enforcing is no reason") {
  Scene scene;
  scene.pass(2000 * kMs, true);
  scene.pass(60'000 * kMs, false);
  scene.input.enforcing = true;
  scene.input.awaits_confirm = true;
  CHECK(scene.pass(50 * kPollNs, false, HG_REASON_MAC_MISMATCH).action == HeartbeatAction::kNone);
}

TEST_CASE("heartbeat guard: without three frames there is no interval, and no judgement") {
  Scene scene;
  scene.pass(2 * kPollNs, true);
  scene.input.enforcing = true;
  scene.input.awaits_confirm = true;
  CHECK(scene.pass(50 * kPollNs, false, HG_REASON_MAC_MISMATCH).action == HeartbeatAction::kNone);
}

TEST_CASE("heartbeat guard: after the confirmation one alert, and its end") {
  Scene scene;
  scene.enforce(false);
  CHECK(scene.pass(50 * kPollNs, false, HG_REASON_MAC_MISMATCH).action == HeartbeatAction::kAlert);
  CHECK(scene.pass(50 * kPollNs, false, HG_REASON_MAC_MISMATCH).action == HeartbeatAction::kNone);
  const HeartbeatVerdict over = scene.pass(50 * kPollNs, true);
  CHECK(over.action == HeartbeatAction::kAlertOver);
  CHECK(over.back == std::vector<std::string>{"hello"});
  CHECK(scene.pass(50 * kPollNs, false, HG_REASON_MAC_MISMATCH).action == HeartbeatAction::kAlert);
}

TEST_CASE("heartbeat guard: one that is late for long is not looked for for ever") {
  Scene scene;
  scene.enforce(true);
  CHECK(scene.pass(60'000 * kMs, false).action == HeartbeatAction::kNone);
  CHECK_FALSE(scene.pass(kPollNs, false).suspicious);
}

TEST_CASE("rhythm: a long silence and a burst leave the interval as it was") {
  Rhythm rhythm;
  std::uint64_t now = 1000 * kMs;
  std::uint64_t frames = 0;
  const auto hear = [&](std::uint64_t after) {
    now += after;
    rhythm.observe(++frames, now);
  };
  for (int i = 0; i < 2; ++i)
    hear(kPollNs);
  CHECK(rhythm.interval_ns() == 0);
  hear(kPollNs);
  CHECK(rhythm.interval_ns() == kPollNs);
  hear(100 * kPollNs);
  hear(kPollNs / 20);
  CHECK(rhythm.interval_ns() == kPollNs);
  for (int i = 0; i < 8; ++i)
    hear(20 * kPollNs);
  CHECK(rhythm.interval_ns() == 20 * kPollNs);
}
