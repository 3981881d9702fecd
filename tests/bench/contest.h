// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Several things measured side by side: all in turn in each round, because machines drift, and
// compared within the round. Only ratios are results; the values stand beside their baseline.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "bench/series.h"

namespace haguard {

struct Contestant {
  std::string name;
  // One short measurement; an Error where what was measured did not do its work.
  std::function<Result<double>()> measure;
  // Name of the contestant that does the same and no more: for ratios its value is taken off.
  std::string zero{};
};

struct Contest {
  std::vector<Contestant> contestants;
  std::string base;  // name of the contestant that is 1
};

// What became of one contestant. Ratios are those of the rounds, not of the medians.
struct Standing {
  std::string name;
  Series values;
  Series ratios;
};

// What was measured in one round, in the order of the contestants.
using Round = std::vector<double>;

// One round goes before the first, unmeasured.
Result<std::vector<Round>> rounds_of(const Contest& contest, unsigned rounds);

// In the order of the contestants.
std::vector<Standing> standings_of(const Contest& contest, const std::vector<Round>& rounds);

// Both.
Result<std::vector<Standing>> hold(const Contest& contest, unsigned rounds);

// A contest, and what its contestants are measured on.
struct Stage {
  std::shared_ptr<const void> props;
  Contest contest;
  std::function<Status()> check{};  // where there is one: called when all was measured
};

// The standings of all rounds, so many of them on each of `stages` stages, which `set_up` makes one
// after the other. Where code and data come to stand in memory is luck, which differs more from one
// time to the next than from round to round.
Result<std::vector<Standing>> hold_anew(const std::function<Result<Stage>()>& set_up,
                                        unsigned stages, unsigned rounds);

}  // namespace haguard
