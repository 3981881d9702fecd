// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/turnover.h"

#include <catch2/catch.hpp>

using namespace haguard;

namespace {

constexpr std::uint64_t kTurnSecond = 1'000'000'000U;

class Traffic {
 public:
  // So many bytes a second from each side; the changes that were seen.
  std::vector<Turnover::Change> pass(int seconds, std::uint64_t a, std::uint64_t b) {
    std::vector<Turnover::Change> changes;
    for (int i = 0; i < seconds; ++i) {
      now_ += kTurnSecond;
      bytes_[0] += a;
      bytes_[1] += b;
      if (auto change = turnover_.step(now_, bytes_)) changes.push_back(*change);
    }
    return changes;
  }
  Turnover& turnover() { return turnover_; }

 private:
  Turnover turnover_;
  std::uint64_t now_ = kTurnSecond;
  std::vector<std::uint64_t> bytes_{0, 0};
};

}  // namespace

TEST_CASE("turnover: most comes from the other side, and goes on so: one failover") {
  Traffic traffic;
  CHECK(traffic.pass(20, 50'000, 2000).empty());
  const auto changes = traffic.pass(20, 2000, 50'000);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].from == 0);
  CHECK(changes[0].to == 1);
  CHECK(changes[0].bytes_per_second[1] > 40'000);
  CHECK(traffic.pass(20, 50'000, 2000).size() == 1);
}

TEST_CASE("turnover: hellos, a burst and a pause are none") {
  Traffic traffic;
  CHECK(traffic.pass(20, 50'000, 2000).empty());
  CHECK(traffic.pass(20, 100, 900).empty());        // nothing but hellos
  CHECK(traffic.pass(20, 40'000, 30'000).empty());  // both
  CHECK(traffic.pass(2, 0, 50'000).empty());        // a burst
  CHECK(traffic.pass(20, 50'000, 2000).empty());
  CHECK(traffic.pass(20, 0, 0).empty());
}

TEST_CASE("turnover: one that happened while nothing was counted is told after it") {
  Traffic traffic;
  CHECK(traffic.pass(20, 50'000, 0).empty());
  traffic.turnover().forget();
  CHECK(traffic.pass(20, 0, 50'000).size() == 1);
}
