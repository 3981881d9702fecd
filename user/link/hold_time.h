// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How long a unit waits for its peer before it acts: what the silences of a link are held against.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "link/link.h"
#include "systems/system.h"

namespace haguard {

struct HoldTime {
  std::uint64_t ns = 0;   // 0: nobody says
  const char* from = "";  // "config" or "system"
  std::string words;      // "configured", "default of Cisco ASA / FTD failover"
  // Hellos in a row that a unit misses before it acts; 0: nobody says, or `ns` is configured.
  std::uint32_t missed = 0;
};

// What the HA system of that id does unless somebody changed it.
HoldTime default_hold_of(const std::string& system, const std::vector<System>& systems);

// The configuration's, or else the default of the HA system, which a pair may have changed.
// `system` is that of the policy, or empty.
HoldTime hold_time_of(const Link& link, const std::string& system,
                      const std::vector<System>& systems);

}  // namespace haguard
