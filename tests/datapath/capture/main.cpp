// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// main() of the tests that need captures. Without them, or without the privilege to load the
// program, they are skipped visibly: exit code 77.
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "capture_directory.h"
#include "harness/catch_session.h"
#include "harness/skip.h"

int main(int argc, char* argv[]) {
  return haguard::run_catch(argc, argv, [] {
    if (::geteuid() != 0) {
      std::fputs("skipped: loading bpf programs needs root\n", stderr);
      return haguard::kSkipped;
    }
    const std::string directory = haguard::capture_directory();
    if (!std::filesystem::is_directory(directory)) {
      std::fprintf(stderr, "skipped: no captures in %s (HAGUARD_CAPTURES names another place)\n",
                   directory.c_str());
      return haguard::kSkipped;
    }
    return 0;
  });
}
