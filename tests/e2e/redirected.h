// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A command whose words go elsewhere, as a shell puts it.
#pragma once

#include <string>

#include "harness/process.h"

namespace haguard {

// `rest` stands behind the command: ">/dev/full", "| head". Descriptor 3 is a pipe whose reader is
// gone. The exit code is the command's, also in front of a pipe.
inline Command redirected(Command command, const std::string& rest) {
  const std::string script =
      "exec 3> >(:); wait $!; exec \"$@\" " + rest + "; exit ${PIPESTATUS[0]}";
  command.argv.insert(command.argv.begin(), {"bash", "-c", script, "bash"});
  return command;
}

}  // namespace haguard
