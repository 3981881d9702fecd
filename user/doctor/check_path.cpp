// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// link.path, link.vlan_filtering: what forwards the frames that the program lets pass.
#include <fmt/format.h>

#include "doctor/checks.h"
#include "doctor/path.h"

namespace haguard {
namespace {

constexpr const char* kPath = "link.path";
constexpr const char* kVlanFiltering = "link.vlan_filtering";

Finding judge_bridge(const Interface& bridge, const LinkFacts& link) {
  if (bridge.up)
    return Finding::ok(kPath,
                       fmt::format("{} are ports of bridge {}", port_names(link), bridge.name));
  return Finding::error(kPath, fmt::format("bridge {} is down", bridge.name),
                        "nothing crosses: the pair does not hear itself",
                        {fmt::format("ip link set dev {} up", bridge.name)});
}

Finding judge_routed(const MachineFacts& machine, const LinkFacts& link) {
  if (!machine.forwarding.ok()) return Finding::unchecked(kPath, machine.forwarding.error());
  if (*machine.forwarding)
    return Finding::ok(kPath, fmt::format("{} are routed, in no bridge", port_names(link)));
  const std::string what =
      fmt::format("nothing forwards between {}: no bridge, and routing is off", port_names(link));
  const std::string why =
      "the program lets frames pass to the host, which keeps them; both ends of an HA link are "
      "mostly in one subnet, which needs a bridge";
  std::vector<std::string> remedy = {"ip link add name br0 type bridge", "ip link set dev br0 up"};
  for (const PortFacts& port : link.ports) {
    // In a bridge its addresses and routes would not work any more.
    if (default_route_through(machine, port))
      return Finding::warning(kPath, what,
                              fmt::format("{}; but {} carries the default route", why, port.name),
                              {"ip route show default"});
    remedy.push_back(fmt::format("ip link set dev {} master br0", port.name));
  }
  return Finding::warning(kPath, what, why, std::move(remedy));
}

}  // namespace

Finding judge_redirect(const MachineFacts& machine, const LinkFacts& link) {
  const Interface* bridge = bridge_of(machine, link);
  if (path_of(link) == Path::kOneBridge && bridge != nullptr && bridge->up)
    return Finding::warning(
        kPath,
        fmt::format("haguard redirects, and bridge {} also joins {}", bridge->name,
                    port_names(link)),
        "the bridge forwards what haguard leaves to the kernel: frames out of scope, and all of "
        "them when it is detached; it learns no addresses and hears no STP from the link",
        {fmt::format("haguard forward {} --set kernel", link.name),
         fmt::format("ip link set dev {} nomaster", link.ports[0].name)});
  if (!link.failures_counted)
    return Finding::warning(kPath, "haguard redirects, and what a driver refuses is not counted",
                            "a frame that is lost on the way out would not be seen",
                            {fmt::format("haguard forward {} --set redirect", link.name)});
  return Finding::ok(kPath, fmt::format("haguard redirects between {}", port_names(link)));
}

Finding judge_path(const MachineFacts& machine, const LinkFacts& link) {
  if (link.ports.size() == 1) return Finding::ok(kPath, "one port: nothing has to cross");
  if (!machine.interfaces.ok()) return Finding::unchecked(kPath, machine.interfaces.error());
  if (link.forward == HG_FORWARD_REDIRECT) return judge_redirect(machine, link);
  const Interface* bridge = bridge_of(machine, link);
  switch (path_of(link)) {
    case Path::kOneBridge:
      if (bridge != nullptr) return judge_bridge(*bridge, link);
      break;
    case Path::kRouted:
      return judge_routed(machine, link);
    case Path::kBridges:
      return Finding::warning(kPath,
                              fmt::format("{} are not ports of one bridge", port_names(link)),
                              "frames cross only if something else joins them",
                              {"bridge link show", "ip -d link show type bridge"});
    case Path::kUnknown:
      break;
  }
  return Finding::unchecked(kPath, failed("an interface of the link is missing"));
}

Finding judge_vlan_filtering(const MachineFacts& machine, const LinkFacts& link) {
  if (!machine.interfaces.ok())
    return Finding::unchecked(kVlanFiltering, machine.interfaces.error());
  const Interface* bridge = bridge_of(machine, link);
  if (bridge == nullptr || !bridge->bridge->vlan_filtering)
    return Finding::ok(kVlanFiltering, "no bridge filters VLANs here");
  return Finding::note(
      kVlanFiltering,
      fmt::format("bridge {} filters VLANs; which ones each port carries is not checked",
                  bridge->name),
      "a tag that is not allowed on both ports is dropped by the bridge, after haguard let it pass",
      {fmt::format("bridge vlan show"),
       fmt::format("ip link set dev {} type bridge vlan_filtering 0", bridge->name)});
}

}  // namespace haguard
