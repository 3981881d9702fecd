// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// port.exists, port.up, port.driver: the interface itself.
#include <fmt/format.h>

#include <algorithm>

#include "doctor/checks.h"

namespace haguard {
namespace {

constexpr const char* kExists = "port.exists";
constexpr const char* kUp = "port.up";
constexpr const char* kDriver = "port.driver";

// Drivers that take the interface down and up when a native program comes or goes.
constexpr const char* kResetting[] = {"bnxt_en", "i40e",    "ice",      "igb",
                                      "ixgbe",   "mlx4_en", "mlx5_core"};

bool resets(const std::string& driver) {
  return std::any_of(std::begin(kResetting), std::end(kResetting),
                     [&](const char* name) { return driver == name; });
}

}  // namespace

Finding judge_exists(const MachineFacts& machine, const LinkFacts& /*link*/,
                     const PortFacts& port) {
  if (!machine.interfaces.ok()) return Finding::unchecked(kExists, machine.interfaces.error());
  if (port.interface)
    return Finding::ok(kExists, fmt::format("interface {}", port.interface->index));
  return Finding::error(kExists, fmt::format("there is no interface {} here", port.name),
                        "half of the link is missing; its other checks were not made", {"ip link"});
}

Finding judge_up(const MachineFacts& /*machine*/, const LinkFacts& /*link*/,
                 const PortFacts& port) {
  if (!port.interface->up)
    return Finding::error(kUp, "the interface is down",
                          "no frame comes in or goes out: the pair does not hear itself",
                          {fmt::format("ip link set dev {} up", port.name)});
  if (!port.interface->carrier)
    return Finding::error(kUp, "no carrier: nothing is at the other end of the cable",
                          "no frame comes in or goes out: the pair does not hear itself",
                          {fmt::format("ethtool {}", port.name)});
  return Finding::ok(kUp, "up, with carrier");
}

Finding judge_driver(const MachineFacts& /*machine*/, const LinkFacts& link,
                     const PortFacts& port) {
  if (!port.driver.ok()) return Finding::unchecked(kDriver, port.driver.error());
  if (link.attached || !resets(*port.driver))
    return Finding::ok(kDriver, fmt::format("driver {}", *port.driver));
  return Finding::warning(
      kDriver,
      fmt::format("driver {} resets the interface when a native program is attached", *port.driver),
      "the link is gone for up to seconds, which is longer than a short hold time: it can cause "
      "the "
      "very failover it protects from; attach in a maintenance window",
      {fmt::format("haguard attach {} --ports ... --generic",
                   link.name.empty() ? "NAME" : link.name)});
}

}  // namespace haguard
