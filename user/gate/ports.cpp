// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include "gate/objections.h"

namespace haguard {
namespace {

// "br0", or nothing where the port itself is meant.
std::string through(const ReachFacts& facts, unsigned port, unsigned upper) {
  if (port == upper) return {};
  const Interface* interface = find_interface(facts.interfaces, upper);
  return interface == nullptr ? std::string() : fmt::format(" (through {})", interface->name);
}

void object_to_port(const ReachFacts& facts, const Interface& port, Objections& objections) {
  for (const unsigned upper : facts.default_routes) {
    if (!carries(facts.interfaces, port.index, upper)) continue;
    objections.push_back(
        {fmt::format("{} carries the default route{}: this machine may be out of reach", port.name,
                     through(facts, port.index, upper)),
         "take the default route to another interface: ip route show default"});
  }
  if (!facts.session || !carries(facts.interfaces, port.index, facts.session->interface)) return;
  objections.push_back({fmt::format("your own session from {} goes through {}{}: you would be cut "
                                    "off",
                                    facts.session->client.to_string(), port.name,
                                    through(facts, port.index, facts.session->interface)),
                        "log in through another interface, or at the console"});
}

}  // namespace

void object_to_ports(const ReachFacts& facts, Objections& objections) {
  for (const std::string& name : facts.ports)
    if (const Interface* port = find_interface(facts.interfaces, name); port != nullptr)
      object_to_port(facts, *port, objections);
}

}  // namespace haguard
