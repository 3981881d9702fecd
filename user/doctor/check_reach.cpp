// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// port.default_route, port.session: whether enforcing could cut off the operator.
#include <fmt/format.h>

#include "doctor/checks.h"
#include "doctor/path.h"

namespace haguard {
namespace {

constexpr const char* kRoute = "port.default_route";
constexpr const char* kSession = "port.session";

std::string name_of(const std::vector<Interface>& interfaces, unsigned index) {
  const Interface* found = find_interface(interfaces, index);
  return found == nullptr ? fmt::format("interface {}", index) : found->name;
}

}  // namespace

Finding judge_default_route(const MachineFacts& machine, const LinkFacts& /*link*/,
                            const PortFacts& port) {
  if (!machine.interfaces.ok()) return Finding::unchecked(kRoute, machine.interfaces.error());
  if (!machine.default_routes.ok())
    return Finding::unchecked(kRoute, machine.default_routes.error());
  const std::optional<unsigned> upper = default_route_through(machine, port);
  if (!upper) return Finding::ok(kRoute, "carries no default route");
  const std::string name = name_of(*machine.interfaces, *upper);
  return Finding::warning(
      kRoute,
      fmt::format("{} carries the default route{}", port.name,
                  name == port.name ? "" : fmt::format(" (through {})", name)),
      "enforcing drops everything else that goes this way, and this machine may be out of reach",
      {"ip route show default"});
}

Finding judge_session(const MachineFacts& machine, const LinkFacts& /*link*/,
                      const PortFacts& port) {
  if (!machine.interfaces.ok()) return Finding::unchecked(kSession, machine.interfaces.error());
  if (!machine.session.ok()) return Finding::unchecked(kSession, machine.session.error());
  if (!*machine.session) return Finding::ok(kSession, "nobody is logged in through it");
  const Session& session = **machine.session;
  if (!carries(*machine.interfaces, port.interface->index, session.interface))
    return Finding::ok(kSession, fmt::format("your session uses {}",
                                             name_of(*machine.interfaces, session.interface)));
  return Finding::warning(kSession,
                          fmt::format("your own session (from {}) goes through {}",
                                      session.client.to_string(), port.name),
                          "enforcing cuts you off, and the way to undo it",
                          {fmt::format("ip route get {}", session.client.to_string())});
}

}  // namespace haguard
