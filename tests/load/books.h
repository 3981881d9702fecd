// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The accounts of both directions before and after a run, and what has to hold between them: every
// frame that was sent has arrived, or is an intruder that was dropped and counted.
#pragma once

#include <array>
#include <cstdint>

#include "e2e/haguard_cli.h"
#include "harness/asa_pair.h"
#include "harness/lab.h"
#include "load/figures.h"
#include "load/hops.h"
#include "load/stream.h"

namespace haguard {

struct Account {
  Hops hops;
  load_state stream{};
  // By haguard, on the port where the direction enters.
  std::uint64_t received = 0;
  std::uint64_t sum_of_reasons = 0;
  std::uint64_t dropped = 0;
  std::uint64_t load_flow = 0;  // frames of the load's own flow
};

struct Books {
  std::array<Account, 2> directions;
  std::array<AsaStatus, 2> units;
};

// The streams must stand still. The pair goes on: counters are read until they are of one moment.
// `guarded`: haguard is there to ask.
Books read_books(const Lab& lab, const HaguardCli& cli, AsaPair& pair,
                 const std::array<const Stream*, 2>& streams, bool guarded);

struct Expected {
  bool guarded = true;
  // Nothing learned meanwhile, so the load's flow was counted as a flow all along.
  bool flows_counted = true;
  // No frame overtook another.
  bool in_order = true;
};

// Fails the running test for every account that does not add up.
void check_books(const Books& before, const Books& after, const Expected& expected);

// The figures of everything but rates, gaps and time.
void put_figures(Figures& figures, const Books& before, const Books& after);

}  // namespace haguard
