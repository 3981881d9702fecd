// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// port.bridge_state, port.bridge_flood: what the bridge does with frames of this port.
#include <fmt/format.h>

#include <algorithm>

#include "doctor/checks.h"
#include "doctor/path.h"

namespace haguard {
namespace {

constexpr const char* kState = "port.bridge_state";
constexpr const char* kFlood = "port.bridge_flood";

const char* state_name(BridgePortState state) {
  switch (state) {
    case BridgePortState::kDisabled:
      return "disabled";
    case BridgePortState::kListening:
      return "listening";
    case BridgePortState::kLearning:
      return "learning";
    case BridgePortState::kForwarding:
      return "forwarding";
    case BridgePortState::kBlocking:
      break;
  }
  return "blocking";
}

bool all_isolated(const LinkFacts& link) {
  return std::all_of(link.ports.begin(), link.ports.end(), [](const PortFacts& port) {
    return port.interface && port.interface->bridge_port && port.interface->bridge_port->isolated;
  });
}

}  // namespace

Finding judge_bridge_port(const MachineFacts& machine, const LinkFacts& link,
                          const PortFacts& port) {
  if (!machine.interfaces.ok()) return Finding::unchecked(kState, machine.interfaces.error());
  const Interface* bridge = bridge_of(machine, port);
  if (bridge == nullptr) return Finding::ok(kState, "in no bridge");
  const BridgePort& state = *port.interface->bridge_port;
  // An interface without carrier is disabled in its bridge; port.up says so.
  const bool idle = !port.interface->up || !port.interface->carrier || !bridge->up;
  if (state.state != BridgePortState::kForwarding && !idle) {
    const bool soon =
        state.state == BridgePortState::kListening || state.state == BridgePortState::kLearning;
    return Finding::error(
        kState, fmt::format("bridge {} holds the port {}", bridge->name, state_name(state.state)),
        bridge->bridge->stp || soon
            ? "nothing crosses: spanning tree decides, and takes twice the forward delay"
            : "nothing crosses: somebody closed the port",
        {bridge->bridge->stp
             ? fmt::format("ip link set dev {} type bridge stp_state 0", bridge->name)
             : fmt::format("bridge link set dev {} state 3", port.name)});
  }
  if (state.isolated && link.ports.size() > 1 && all_isolated(link))
    return Finding::error(kState, "every port of the link is isolated",
                          "isolated ports of a bridge do not reach one another: nothing crosses",
                          {fmt::format("bridge link set dev {} isolated off", port.name)});
  if (state.hairpin)
    return Finding::warning(
        kState, "hairpin is on",
        "the bridge sends broadcasts back to the unit they came from, which then "
        "sees its own address on the wire",
        {fmt::format("bridge link set dev {} hairpin off", port.name)});
  return Finding::ok(kState, fmt::format("{} in bridge {}", state_name(state.state), bridge->name));
}

Finding judge_bridge_flood(const MachineFacts& machine, const LinkFacts& /*link*/,
                           const PortFacts& port) {
  if (!machine.interfaces.ok()) return Finding::unchecked(kFlood, machine.interfaces.error());
  const Interface* bridge = bridge_of(machine, port);
  if (bridge == nullptr) return Finding::ok(kFlood, "in no bridge");
  const BridgePort& state = *port.interface->bridge_port;
  std::vector<std::string> off;
  std::vector<std::string> remedy;
  const auto add = [&](bool wrong, const char* what, const char* command) {
    if (!wrong) return;
    off.emplace_back(what);
    remedy.push_back(fmt::format("bridge link set dev {} {}", port.name, command));
  };
  add(!state.unicast_flood, "unknown unicast", "flood on");
  add(!state.multicast_flood, "multicast", "mcast_flood on");
  add(!state.broadcast_flood, "broadcast", "bcast_flood on");
  add(state.neighbour_suppression, "ARP and neighbour requests it can answer itself",
      "neigh_suppress off");
  if (off.empty()) return Finding::ok(kFlood, "the bridge floods the port");
  return Finding::warning(
      kFlood,
      fmt::format("bridge {} does not send the port {}", bridge->name, fmt::join(off, ", ")),
      "ARP, hellos to a group and the first frame to a silent unit need it", std::move(remedy));
}

}  // namespace haguard
