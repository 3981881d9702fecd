// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/contest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace haguard {
namespace {

Result<Round> one_round(const Contest& contest) {
  Round values;
  for (const Contestant& contestant : contest.contestants) {
    auto value = contestant.measure();
    if (!value.ok())
      return failed(fmt::format("measure \"{}\": {}", contestant.name, value.error().message),
                    value.error().hint);
    values.push_back(*value);
  }
  return values;
}

std::size_t index_of(const Contest& contest, const std::string& name) {
  const auto& all = contest.contestants;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
  return static_cast<std::size_t>(found - all.begin());
}

// What the contestant costs above its zero.
double net(const Contest& contest, const Round& round, std::size_t index) {
  const std::string& zero = contest.contestants.at(index).zero;
  return round.at(index) - (zero.empty() ? 0 : round.at(index_of(contest, zero)));
}

Standing standing_of(const Contest& contest, const std::vector<Round>& rounds, std::size_t index) {
  const std::size_t base = index_of(contest, contest.base);
  std::vector<double> values;
  std::vector<double> ratios;
  for (const Round& round : rounds) {
    values.push_back(round.at(index));
    ratios.push_back(net(contest, round, index) / net(contest, round, base));
  }
  return {contest.contestants[index].name, Series(std::move(values)), Series(std::move(ratios))};
}

}  // namespace

Result<std::vector<Round>> rounds_of(const Contest& contest, unsigned rounds) {
  HG_CHECK(one_round(contest));
  std::vector<Round> all;
  for (unsigned i = 0; i < rounds; ++i) {
    HG_TRY(Round round, one_round(contest));
    all.push_back(std::move(round));
  }
  return all;
}

std::vector<Standing> standings_of(const Contest& contest, const std::vector<Round>& rounds) {
  std::vector<Standing> standings;
  for (std::size_t i = 0; i < contest.contestants.size(); ++i)
    standings.push_back(standing_of(contest, rounds, i));
  return standings;
}

Result<std::vector<Standing>> hold(const Contest& contest, unsigned rounds) {
  HG_TRY(const std::vector<Round> all, rounds_of(contest, rounds));
  return standings_of(contest, all);
}

Result<std::vector<Standing>> hold_anew(const std::function<Result<Stage>()>& set_up,
                                        unsigned stages, unsigned rounds) {
  Contest contest;
  std::vector<Round> all;
  for (unsigned i = 0; i < stages; ++i) {
    HG_TRY(Stage stage, set_up());
    HG_TRY(const std::vector<Round> own, rounds_of(stage.contest, rounds));
    if (stage.check) HG_CHECK(stage.check());
    all.insert(all.end(), own.begin(), own.end());
    contest = std::move(stage.contest);
  }
  return standings_of(contest, all);
}

}  // namespace haguard
