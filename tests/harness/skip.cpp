// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/skip.h"

#include <cstdio>
#include <cstdlib>

namespace haguard {

void skip(const char* why) {
  std::printf("skipped: %s\n", why);
  std::fflush(stdout);
  std::exit(kSkipped);
}

}  // namespace haguard
