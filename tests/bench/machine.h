// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The machine and the day, without which no figure means anything.
#pragma once

#include <string>

namespace haguard {

struct Machine {
  std::string date;    // UTC, "2026-11-25 12:30"
  std::string kernel;  // "6.18.44"
  std::string cpu;     // model
  unsigned cpus = 0;
  // What the kernel does against speculation on returns and indirect calls: it costs a program
  // that calls functions.
  std::string returns;

  // Also where the kernel says that it does so in vain ("Vulnerable: Safe RET, no microcode").
  bool defends_returns() const {
    return returns.rfind("Mitigation", 0) == 0 || returns.find("Safe RET") != std::string::npos;
  }
};

Machine read_machine();

// One line.
std::string format_machine(const Machine& machine);

}  // namespace haguard
