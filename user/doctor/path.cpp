// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "doctor/path.h"

#include <fmt/format.h>

#include <set>

namespace haguard {
namespace {

std::string joined_ports(const LinkFacts& link, const char* separator) {
  std::string names;
  for (const PortFacts& port : link.ports)
    names += (names.empty() ? "" : separator) + port.name;
  return names;
}

}  // namespace

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

std::optional<unsigned> default_route_through(const MachineFacts& machine, const PortFacts& port) {
  if (!machine.interfaces.ok() || !machine.default_routes.ok() || !port.interface) return {};
  for (const unsigned upper : *machine.default_routes)
    if (carries(*machine.interfaces, port.interface->index, upper)) return upper;
  return {};
}

std::string port_names(const LinkFacts& link) {
  return joined_ports(link, ", ");
}

std::string attach_command(const LinkFacts& link) {
  return fmt::format("haguard attach {} --ports {}", link.name, joined_ports(link, ","));
}

const Policy* policy_of(const LinkFacts& link) {
  return link.policy.ok() && *link.policy ? &**link.policy : nullptr;
}

}  // namespace haguard
