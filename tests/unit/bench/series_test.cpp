// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The arithmetic of the bench: medians, spread, ratios within a round.
#include "bench/series.h"

#include <catch2/catch.hpp>

#include "bench/contest.h"

using namespace haguard;

namespace {

// Measures these values, one a round; the first is of the round that does not count.
Contestant gives(const char* name, std::vector<double> values, const char* zero = "") {
  return {name,
          [values, next = std::size_t{0}]() mutable -> Result<double> { return values.at(next++); },
          zero};
}

}  // namespace

TEST_CASE("bench: the median, and the lowest value", "[bench]") {
  const Series series({5, 1, 3});
  CHECK(series.median() == 3);
  CHECK(series.lowest() == 1);
  CHECK(Series({1, 2}).median() == 1.5);
  CHECK(Series({7}).median() == 7);
}

TEST_CASE("bench: the spread is half of what lies between the quartiles", "[bench]") {
  CHECK(Series({8, 9, 10, 11, 12}).spread() == Approx(0.1));
  CHECK(Series({4}).spread() == 0);
}

TEST_CASE("bench: a ratio is taken within its round", "[bench]") {
  // The machine is ten times slower in the second round: the ratio stays.
  const Contest contest{{gives("base", {1, 2, 20, 2}), gives("other", {1, 4, 40, 4})}, "base"};
  const auto standings = hold(contest, 3);
  REQUIRE(standings.ok());
  REQUIRE(standings->size() == 2);
  CHECK(standings->at(0).ratios.median() == 1);
  CHECK(standings->at(1).ratios.quantile(0) == 2);
  CHECK(standings->at(1).ratios.quantile(1) == 2);
  CHECK(standings->at(1).values.median() == 4);
}

TEST_CASE("bench: each contestant's zero is taken off", "[bench]") {
  const Contest contest{{gives("nothing", {0, 10}, "nothing"), gives("base", {0, 30}, "nothing"),
                         gives("other", {0, 15}, "nothing")},
                        "base"};
  const auto standings = hold(contest, 1);
  REQUIRE(standings.ok());
  CHECK(standings->at(0).ratios.median() == 0);
  CHECK(standings->at(2).ratios.median() == Approx(0.25));
}

TEST_CASE("bench: a wrong answer ends the contest, by name", "[bench]") {
  const Contest contest{
      {gives("base", {1, 1}),
       {"liar", []() -> Result<double> { return failed("of 10 frames 9 were counted"); }, {}}},
      "base"};
  const auto standings = hold(contest, 1);
  REQUIRE_FALSE(standings.ok());
  CHECK(standings.error().message == "measure \"liar\": of 10 frames 9 were counted");
}
