// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "systems/system.h"

#include <algorithm>
#include <cstddef>

namespace haguard {

char confidence_letter(Confidence confidence) {
  switch (confidence) {
    case Confidence::kHigh:
      return 'H';
    case Confidence::kMedium:
      return 'M';
    case Confidence::kLow:
      return 'L';
    case Confidence::kUnknown:
      return '?';
  }
  return '?';
}

bool MacPrefix::covers(const MacAddress& mac) const {
  const auto end = bytes.bytes.begin() + static_cast<std::ptrdiff_t>(size);
  return std::equal(bytes.bytes.begin(), end, mac.bytes.begin());
}

const System* find_system(const std::vector<System>& systems, const std::string& id) {
  const auto found = std::find_if(systems.begin(), systems.end(),
                                  [&](const System& system) { return system.id == id; });
  return found == systems.end() ? nullptr : &*found;
}

const SystemFlow* find_flow(const System& system, const std::string& name) {
  const auto found = std::find_if(system.flows.begin(), system.flows.end(),
                                  [&](const SystemFlow& flow) { return flow.name == name; });
  return found == system.flows.end() ? nullptr : &*found;
}

}  // namespace haguard
