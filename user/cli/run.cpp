// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// run: the daemon.
#include "base/say.h"
#include "cli/commands.h"
#include "daemon/daemon.h"

namespace haguard {

Status run_run(const Context& context, const RunArguments& arguments) {
  DaemonOptions options;
  options.place = context.place;
  options.config = context.config;
  options.config_file = context.config_file;
  options.command_line = "run";
  options.version = HAGUARD_VERSION;
  options.once = arguments.once;
  // Standard error, for the journal.
  options.tell = [](const std::string& line) { say("haguard: {}\n", line); };
  return Daemon::run(std::move(options));
}

}  // namespace haguard
