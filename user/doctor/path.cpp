// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "doctor/path.h"

#include <set>

namespace haguard {

Path path_of(const LinkFacts& link) {
  std::set<unsigned> bridges;
  for (const PortFacts& port : link.ports) {
    if (!port.interface) return Path::kUnknown;
    bridges.insert(port.interface->bridge_port ? port.interface->master : 0);
  }
  if (bridges.empty()) return Path::kUnknown;
  if (bridges.size() > 1) return Path::kBridges;
  return *bridges.begin() == 0 ? Path::kRouted : Path::kOneBridge;
}

const Interface* bridge_of(const MachineFacts& machine, const PortFacts& port) {
  if (!machine.interfaces.ok() || !port.interface || !port.interface->bridge_port) return nullptr;
  const Interface* master = find_interface(*machine.interfaces, port.interface->master);
  return master != nullptr && master->bridge ? master : nullptr;
}

const Interface* bridge_of(const MachineFacts& machine, const LinkFacts& link) {
  for (const PortFacts& port : link.ports)
    if (const Interface* bridge = bridge_of(machine, port); bridge != nullptr) return bridge;
  return nullptr;
}

std::string port_names(const LinkFacts& link) {
  std::string names;
  for (const PortFacts& port : link.ports)
    names += (names.empty() ? "" : ", ") + port.name;
  return names;
}

const Policy* policy_of(const LinkFacts& link) {
  return link.policy.ok() && *link.policy ? &**link.policy : nullptr;
}

}  // namespace haguard
