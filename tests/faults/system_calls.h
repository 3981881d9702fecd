// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The system calls of one run of a command, as strace(1) lists them, and the same command run with
// a fault at one of them. What must stay true: a fault that was asked for and did not happen is
// told, so that a case never passes because nothing was tried.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "harness/process.h"

namespace haguard {

struct SystemCall {
  std::string name;
  unsigned nth = 0;      // of this name, from the start of the process
  bool changes = false;  // something outside the process, other than the terminal
  std::string text;      // as strace shows it, for messages
};

// In order, from the end of the loading of libraries to the exit. Calls that cannot fail, or whose
// failure nobody could notice (close, futex, getpid, ...), are left out; the exit is the last one.
Result<std::vector<SystemCall>> list_system_calls(const Command& command,
                                                  const std::string& scratch);

inline constexpr const char* kKill = "KILL";

struct FaultRun {
  Output output;
  bool happened = false;
};

// `fault`: the name of an error, which the call returns without being made; or kKill: SIGKILL
// instead of the call.
Result<FaultRun> run_with_fault(const Command& command, const SystemCall& call,
                                const std::string& fault, const std::string& scratch);

}  // namespace haguard
