// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Catch2 itself, compiled once for every test binary.
#pragma once

namespace haguard {

// Runs the tests that the command line names. `refusal` is asked first, unless tests are only
// listed: where it is not zero, nothing runs and it is the exit code.
int run_catch(int argc, char* argv[], int (*refusal)() = nullptr);

}  // namespace haguard
