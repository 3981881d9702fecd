// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/hold_time.h"

#include <fmt/format.h>

namespace haguard {

HoldTime hold_time_of(const Link& link, const std::string& system,
                      const std::vector<System>& systems) {
  if (link.info.hold_ns != 0) return {link.info.hold_ns, "config", "configured"};
  const System* known = find_system(systems, system.empty() ? link.system() : system);
  if (known == nullptr || !known->timers.hold) return {};
  return {*known->timers.hold, "system", fmt::format("the default of {}", known->title)};
}

}  // namespace haguard
