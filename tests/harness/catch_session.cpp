// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/catch_session.h"
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

namespace haguard {

int run_catch(int argc, char* argv[], int (*refusal)()) {
  Catch::Session session;
  const int wrong = session.applyCommandLine(argc, argv);
  if (wrong != 0) return wrong;
  const Catch::ConfigData& chosen = session.configData();
  const bool listing = chosen.listTests || chosen.listTags || chosen.listTestNamesOnly;
  if (!listing && refusal != nullptr) {
    const int code = refusal();
    if (code != 0) return code;
  }
  return session.run();
}

}  // namespace haguard
