// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// main() of the tests that load the real program. Without the privilege to load it, all of them are
// skipped as a whole, visibly: exit code 77.
#define CATCH_CONFIG_RUNNER
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>

#include "fixture/skip.h"

int main(int argc, char* argv[]) {
  if (::geteuid() != 0) {
    std::fputs("skipped: loading bpf programs needs root\n", stderr);
    return haguard::kSkipped;
  }
  return Catch::Session().run(argc, argv);
}
