// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The regression gate: the cost of a frame against a program that does nothing must not grow beyond
// what is recorded in a file.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace haguard {

// The machines differ, and are shared: what passes is below this many times what was recorded.
inline constexpr double kGateTolerance = 1.5;

struct RecordedRatio {
  std::string name;
  double ratio = 0;
};

// Lines "name: ratio / ratio", the second one for a CPU that defends its returns, where all that
// calls costs more, an empty program too; those that begin with '#' are remarks. kUsage on anything
// else, with its line.
Result<std::vector<RecordedRatio>> parse_ratios(const std::string& text, bool defended);

// Measures all that the file names, some seconds long, and says what it found, a line each. kFailed
// where one of them has grown, with all that have.
Result<std::string> pass_gate(const std::string& path);

}  // namespace haguard
