// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A peer with two heartbeat flows, one frame of each a second, looked at twice a second.
#include "daemon/peer_silence.h"

#include <catch2/catch.hpp>

#include "harness/times.h"

using namespace haguard;

namespace {

class PeerScene {
 public:
  explicit PeerScene(const Patience& patience = {15 * kSecond, 3}, std::uint64_t interval = kSecond)
      : interval_(interval) {
    silence_.set_flows({{7, "secondary"}, {8, "secondary"}}, patience);
  }

  PeerSilence& silence() { return silence_; }
  // Time passes; the flows of `speaking` are heard each interval.
  std::vector<std::string> pass(std::uint64_t ns, const std::vector<std::uint32_t>& speaking) {
    std::vector<std::string> told;
    for (const std::uint64_t end = now_ + ns; now_ < end;) {
      now_ += 500 * kMs;
      if (now_ % interval_ == 0)
        for (const std::uint32_t id : speaking)
          readings_[id] = {readings_[id].frames + 1, now_};
      for (const News& one : silence_.step(now_, readings_))
        told.push_back(std::string(one.kind.name()) + ": " + one.text);
    }
    return told;
  }

 private:
  PeerSilence silence_;
  std::uint64_t interval_;
  std::uint64_t now_ = 1'000'000 * kSecond;
  std::map<std::uint32_t, HeartbeatReading> readings_;
};

}  // namespace

TEST_CASE("peer silence: one that speaks is no news, nor is one flow of it that ends") {
  PeerScene scene;
  CHECK(scene.pass(20 * kSecond, {7, 8}).empty());
  CHECK(scene.pass(20 * kSecond, {8}).empty());
}

TEST_CASE("peer silence: a missed hello, the silence and its end are told once each") {
  PeerScene scene;
  CHECK(scene.pass(10 * kSecond, {7, 8}).empty());
  const auto gone = scene.pass(9 * kSecond, {});
  REQUIRE(gone.size() == 2);
  CHECK(gone[0] == "missed: secondary missed 1 of 3 hellos; the pair reacts after 15.0 s");
  CHECK(gone[1] ==
        "silent: secondary silent for 2.5 s, its hellos come every 1 s; "
        "the pair reacts after 15.0 s");
  const auto back = scene.pass(5 * kSecond, {7, 8});
  REQUIRE(back.size() == 1);
  CHECK(back[0] == "back: secondary back after 10.0 s");
}

TEST_CASE("peer silence: one that is late again and again is told of once a minute") {
  PeerScene scene({15 * kSecond, 3}, 2 * kSecond);
  CHECK(scene.pass(20 * kSecond, {7, 8}).empty());
  std::vector<std::string> told;
  for (int i = 0; i < 10; ++i) {
    // Four seconds to the next: late, but not silent.
    for (const std::string& one : scene.pass(2 * kSecond, {}))
      told.push_back(one);
    for (const std::string& one : scene.pass(10 * kSecond, {7, 8}))
      told.push_back(one);
  }
  REQUIRE(told.size() == 2);
  CHECK(told[0] == told[1]);
  CHECK(told[0].find("missed: ") == 0);
}

TEST_CASE("peer silence: how many hellos fit in the hold time, where the system does not say") {
  PeerScene scene({4 * kSecond, 0});
  scene.pass(10 * kSecond, {7, 8});
  const auto gone = scene.pass(3 * kSecond, {});
  REQUIRE_FALSE(gone.empty());
  CHECK(gone[0] == "missed: secondary missed 1 of 4 hellos; the pair reacts after 4 s");
  // Measured, the interval is a little more or less than the hold time's share.
  PeerScene measured({4 * kSecond - 2 * kMs, 0});
  measured.pass(10 * kSecond, {7, 8});
  CHECK(measured.pass(3 * kSecond, {})[0].find("missed 1 of 4 hellos") != std::string::npos);
  PeerScene unknown({0, 0});
  unknown.pass(10 * kSecond, {7, 8});
  CHECK(unknown.pass(3 * kSecond, {})[0] == "missed: secondary missed a hello");
}

TEST_CASE("peer silence: what was not counted is no silence") {
  PeerScene scene;
  scene.pass(10 * kSecond, {7, 8});
  scene.silence().forget();
  CHECK(scene.pass(20 * kSecond, {}).empty());
  // Another policy with the same flows changes nothing.
  scene.pass(10 * kSecond, {7, 8});
  scene.silence().set_flows({{7, "secondary"}}, {});
  CHECK(scene.pass(3 * kSecond, {}).size() == 2);
}

TEST_CASE("peer silence: it says when a peer will be late") {
  PeerScene scene;
  CHECK(scene.silence().due_ns(1'000'000 * kSecond) == 0);
  scene.pass(10 * kSecond, {7, 8});
  CHECK(scene.silence().due_ns(1'000'010 * kSecond) == 1520 * kMs);
  CHECK(scene.silence().ids() == std::vector<std::uint32_t>{7, 8});
}

TEST_CASE("peer silence: one that was silent before the first look is told of") {
  const std::uint64_t now = 1'000'000 * kSecond;
  const auto heard = [&](std::uint64_t ago, std::uint64_t interval) {
    return PastHeartbeat{{100, now - ago}, interval};
  };
  PeerScene scene;
  PeerSilence& silence = scene.silence();
  SECTION("with all its flows, by the most frequent one") {
    const auto silent = silence.take_over(
        now, {{7, heard(5 * kSecond, kSecond)}, {8, heard(9 * kSecond, 4 * kSecond)}});
    REQUIRE(silent.size() == 1);
    CHECK(silent[0].peer == "secondary");
    CHECK(silent[0].last_ns == now - 5 * kSecond);
    const std::map<std::uint32_t, HeartbeatReading> same = {{7, {100, now - 5 * kSecond}},
                                                            {8, {100, now - 9 * kSecond}}};
    SECTION("and told") {
      const auto told = silence.step(now, same);
      REQUIRE(told.size() == 1);
      CHECK(told[0].text ==
            "secondary silent for 5 s, its hellos come every 1 s; the pair reacts after 15.0 s");
      CHECK(silence.step(now + kSecond, same).empty());
    }
    SECTION("but not again, and then its end") {
      silence.was_told("secondary");
      CHECK(silence.step(now, same).empty());
      const auto back = silence.step(now + kSecond, {{7, {101, now + kSecond}}, {8, same.at(8)}});
      REQUIRE(back.size() == 1);
      CHECK(back[0].text == "secondary back after 6 s");
    }
  }
  SECTION("not while it speaks, by whichever flow") {
    CHECK(silence.take_over(now, {{7, heard(kSecond, kSecond)}, {8, heard(kSecond, kSecond)}})
              .empty());
    CHECK(
        silence.take_over(now, {{7, heard(9 * kSecond, kSecond)}, {8, heard(kSecond, 0)}}).empty());
  }
  SECTION("not where nobody knows") {
    CHECK(silence.take_over(now, {}).empty());
    CHECK(silence.take_over(now, {{7, heard(9 * kSecond, kSecond)}}).empty());
    CHECK(silence.take_over(now, {{7, heard(9 * kSecond, 0)}, {8, {}}}).empty());
    // It learns as ever.
    CHECK(scene.pass(10 * kSecond, {7, 8}).empty());
    CHECK(scene.pass(9 * kSecond, {}).size() == 2);
  }
  SECTION("with a flow that never was") {
    CHECK(silence.take_over(now, {{7, heard(9 * kSecond, kSecond)}, {8, {}}}).size() == 1);
  }
}
