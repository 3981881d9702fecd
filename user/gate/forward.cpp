// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "gate/forward.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/objections.h"
#include "net/xdp_features.h"

namespace haguard {
namespace {

void object_to_absence(const ForwardFacts& facts, const std::string& name, Objections& objections) {
  const Interface* port = find_interface(facts.interfaces, name);
  if (port == nullptr)
    objections.push_back({fmt::format("{} is not there: nothing could leave by it", name),
                          "`ip link` lists the interfaces"});
  else if (!port->up)
    objections.push_back({fmt::format("{} is down: what is redirected to it is lost", name),
                          fmt::format("ip link set {} up", name)});
}

void object_to_driver(const ForwardFacts& facts, std::size_t side, Objections& objections) {
  const Interface* port = find_interface(facts.interfaces, facts.ports[side]);
  const auto features = side < facts.features.size() ? facts.features[side] : std::nullopt;
  if (port == nullptr || !features) return;
  const std::string unsent = unsent_words(*features, port->mtu);
  if (unsent.empty()) return;
  std::string remedy = fmt::format("ip link set {} mtu 1500, on both ports", port->name);
  if ((*features & kXdpSends) == 0)
    remedy = port->kind == "veth" ? "the other end of the veth must take it: ethtool -K PEER gro on"
                                  : "let the kernel forward: this driver cannot";
  objections.push_back(
      {fmt::format("the driver of {} does not send {}", port->name, unsent), remedy});
}

void object_to_mtus(const ForwardFacts& facts, Objections& objections) {
  const Interface* first = find_interface(facts.interfaces, facts.ports[0]);
  const Interface* second = find_interface(facts.interfaces, facts.ports[1]);
  if (first == nullptr || second == nullptr || first->mtu == second->mtu) return;
  objections.push_back(
      {fmt::format("{} has mtu {} and {} has {}: what is too large for the "
                   "smaller one is lost",
                   first->name, first->mtu, second->name, second->mtu),
       fmt::format("ip link set {} mtu {}", first->mtu < second->mtu ? first->name : second->name,
                   std::max(first->mtu, second->mtu))});
}

Objections object_to_redirect(const ForwardFacts& facts) {
  Objections objections;
  for (std::size_t side = 0; side < facts.ports.size(); ++side) {
    object_to_absence(facts, facts.ports[side], objections);
    object_to_driver(facts, side, objections);
  }
  if (facts.ports.size() == 2) object_to_mtus(facts, objections);
  object_to_ports(facts, objections);
  return objections;
}

Objections object_to_kernel(const ForwardFacts& facts) {
  if (facts.routed || shared_bridge(facts) != nullptr) return {};
  return {{fmt::format("nothing in the kernel carries frames between {}: they are in no common "
                       "bridge, and routing is off",
                       fmt::join(facts.ports, " and ")),
           "make a bridge of the ports first: ip link add br0 type bridge; ip link set PORT master "
           "br0"}};
}

}  // namespace

const Interface* shared_bridge(const ReachFacts& facts) {
  unsigned master = 0;
  for (const std::string& name : facts.ports) {
    const Interface* port = find_interface(facts.interfaces, name);
    if (port == nullptr || port->master == 0) return nullptr;
    if (master != 0 && port->master != master) return nullptr;
    master = port->master;
  }
  const Interface* bridge = find_interface(facts.interfaces, master);
  return bridge != nullptr && bridge->kind == "bridge" ? bridge : nullptr;
}

std::vector<Objection> judge_forward(const ForwardFacts& facts, hg_forward forward) {
  return forward == HG_FORWARD_REDIRECT ? object_to_redirect(facts) : object_to_kernel(facts);
}

}  // namespace haguard
