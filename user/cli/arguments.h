// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The command line: words to options, and which command to run.
#pragma once

namespace haguard {

// Parses, runs, and returns the process's exit code (README, "Exit codes").
int run_command_line(int argc, char** argv);

}  // namespace haguard
