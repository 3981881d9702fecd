// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/deadline.h"

#include <fmt/format.h>

#include "base/units.h"

namespace haguard {

Result<std::uint64_t> parse_window(const std::string& confirm) {
  if (confirm.empty()) return std::uint64_t{0};
  return parse_duration(confirm);
}

void warn_without_daemon(const Context& context, const ModeState& mode) {
  if (mode.deadline_ns == 0 || daemon_runs(context.place)) return;
  if (mode.leased)
    warn(fmt::format("no daemon runs: enforce ends in {}", format_duration(kLeaseNs)),
         "haguard run renews it");
  else
    warn("no daemon watches the heartbeats: only the deadline takes enforce back", "haguard run");
}

void warn_unsaved(const ModeChange& done) {
  if (!done.saved.ok())
    warn("the mode holds, but was not saved for the next boot: " + done.saved.error().message,
         done.saved.error().hint);
}

}  // namespace haguard
