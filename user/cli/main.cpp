// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/arguments.h"

int main(int argc, char** argv) {
  return haguard::run_command_line(argc, argv);
}
