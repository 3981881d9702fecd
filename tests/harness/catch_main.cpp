// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// main() of the tests that can run everywhere.
#include "harness/catch_session.h"

int main(int argc, char* argv[]) {
  return haguard::run_catch(argc, argv);
}
