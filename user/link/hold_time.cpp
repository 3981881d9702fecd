// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/hold_time.h"

#include <fmt/format.h>

namespace haguard {

HoldTime default_hold_of(const std::string& system, const std::vector<System>& systems) {
  const System* known = find_system(systems, system);
  if (known == nullptr) return {};
  HoldTime hold;
  hold.missed = known->timers.missed.value_or(0);
  if (!known->timers.hold) return hold;
  hold.ns = *known->timers.hold;
  hold.from = "system";
  hold.words = fmt::format("the default of {}", known->title);
  return hold;
}

HoldTime hold_time_of(const Link& link, const std::string& system,
                      const std::vector<System>& systems) {
  if (link.info.hold_ns != 0) return {link.info.hold_ns, "config", "configured", 0};
  return default_hold_of(system.empty() ? link.system() : system, systems);
}

}  // namespace haguard
