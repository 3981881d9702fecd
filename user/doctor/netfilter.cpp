// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "doctor/netfilter.h"

#include <algorithm>

#include "doctor/path.h"

namespace haguard {
namespace {

bool is_port(const LinkFacts& link, const std::string& device) {
  return std::any_of(link.ports.begin(), link.ports.end(),
                     [&](const PortFacts& port) { return port.name == device; });
}

bool on_a_port(const LinkFacts& link, const HookChain& chain) {
  // An interface that nobody names may be one of ours.
  return chain.devices.empty() ||
         std::any_of(chain.devices.begin(), chain.devices.end(),
                     [&](const std::string& device) { return is_port(link, device); });
}

bool in_the_way_of_forwarding(const HookChain& chain) {
  return chain.hook == "prerouting" || chain.hook == "forward" || chain.hook == "postrouting";
}

bool handed_to(const BridgeNetfilter& switches, const std::string& family) {
  if (family == "ip") return switches.iptables;
  if (family == "ip6") return switches.ip6tables;
  return switches.iptables || switches.ip6tables;
}

}  // namespace

BridgeNetfilter bridge_netfilter_of(const MachineFacts& machine, const LinkFacts& link) {
  BridgeNetfilter switches =
      machine.bridge_netfilter.ok() ? *machine.bridge_netfilter : BridgeNetfilter{};
  if (const Interface* bridge = bridge_of(machine, link); bridge != nullptr) {
    switches.iptables = switches.iptables || bridge->bridge->nf_call_iptables;
    switches.ip6tables = switches.ip6tables || bridge->bridge->nf_call_ip6tables;
    switches.arptables = switches.arptables || bridge->bridge->nf_call_arptables;
  }
  return switches;
}

bool concerns(const MachineFacts& machine, const LinkFacts& link, const HookChain& chain) {
  if (!chain.can_drop()) return false;
  if (chain.hook == "ingress" || chain.hook == "egress") return on_a_port(link, chain);
  if (!in_the_way_of_forwarding(chain)) return false;
  const bool bridged = bridge_of(machine, link) != nullptr;
  if (chain.family == "bridge") return bridged;
  if (!bridged) return true;
  return handed_to(bridge_netfilter_of(machine, link), chain.family);
}

std::string names_of(const BridgeNetfilter& switches) {
  std::string names;
  const auto add = [&](bool on, const char* name) {
    if (on) names += (names.empty() ? "" : ", ") + std::string(name);
  };
  add(switches.iptables, "iptables");
  add(switches.ip6tables, "ip6tables");
  add(switches.arptables, "arptables");
  return names;
}

}  // namespace haguard
