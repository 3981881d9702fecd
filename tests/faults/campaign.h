// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One command of a link, run again and again with a fault at each of its system calls in turn:
//  - a call that changes something outside the process: each of the four errors, and SIGKILL in
//    its place. Killing at the others would leave what killing at the next such call leaves.
//  - any other call: one of the four errors, in turn.
// After each: the link is as it was or as it was to become, frames are treated accordingly, and the
// same command without a fault succeeds. The ASA pair that speaks across the link notices nothing.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "faults/faulty_link.h"
#include "faults/system_calls.h"

namespace haguard {

// How the command ended.
enum class End : std::uint8_t {
  kDone,     // exit code 0
  kRefused,  // an error of its own
  kKilled,   // by the fault, or it gave up without a word (no memory)
};

struct Transition {
  std::string name;
  std::function<void()> prepare;  // to the old state
  std::function<std::vector<std::string>()> words;
  // What the fault may leave.
  std::function<void(const LinkState& before, const LinkState& now, End end)> check_fault;
  // What the next command must make of that.
  std::function<void(const LinkState& before, const LinkState& now)> check_next;
};

enum class Faults : std::uint8_t { kErrors, kKills };

// Checks every case, and leaves a row of figures in the report folder.
void run_campaign(const FaultyLink& link, const Transition& transition, Faults faults);

}  // namespace haguard
