// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// link.group_forward: a bridge keeps frames to 01:80:c2:00:00:00..0f to itself unless told
// otherwise (br_handle_frame() in the kernel's net/bridge/br_input.c).
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "doctor/checks.h"
#include "doctor/path.h"

namespace haguard {
namespace {

constexpr const char* kGroupForward = "link.group_forward";
constexpr std::uint8_t kStp = 0x00;
constexpr std::uint8_t kPause = 0x01;
constexpr std::uint8_t kSlow = 0x02;
constexpr std::uint8_t kLldp = 0x0e;
constexpr std::uint16_t kEtherSlow = 0x8809;
constexpr std::uint16_t kEtherLldp = 0x88cc;
constexpr std::uint16_t kLlcStp = 0x4242;
// The mask of a whole bridge may not have these three; the mask of a port may have 0 and 2.
constexpr std::uint16_t kRefusedByBridge = 0x0007;

// The last byte of the group address, where the flow goes to one.
std::optional<std::uint8_t> group_of(const Flow& flow) {
  constexpr std::array<std::uint8_t, 5> kPrefix = {0x01, 0x80, 0xc2, 0x00, 0x00};
  if (flow.destination_mac) {
    const auto& mac = flow.destination_mac->bytes;
    const bool local = std::equal(kPrefix.begin(), kPrefix.end(), mac.begin()) && mac[5] < 16;
    return local ? std::optional<std::uint8_t>(mac[5]) : std::nullopt;
  }
  if (flow.kind == FlowKind::kEther && flow.number == kEtherSlow) return kSlow;
  if (flow.kind == FlowKind::kEther && flow.number == kEtherLldp) return kLldp;
  if (flow.kind == FlowKind::kLlc && flow.number == kLlcStp) return kStp;
  return {};
}

std::string group_name(std::uint8_t group) {
  const char* name = group == kStp     ? " (STP)"
                     : group == kPause ? " (pause)"
                     : group == kSlow  ? " (LACP)"
                     : group == kLldp  ? " (LLDP)"
                                       : "";
  return fmt::format("01:80:c2:00:00:{:02x}{}", group, name);
}

bool is_forwarded(const BridgeState& bridge, const BridgePort& port, std::uint8_t group) {
  const unsigned bit = 1U << group;
  if (group == kPause) return false;
  if (group == kStp) return !bridge.stp || (port.group_fwd_mask & bit) != 0;
  return ((bridge.group_fwd_mask | port.group_fwd_mask) & bit) != 0;
}

std::vector<std::string> commands(const Interface& bridge, const LinkFacts& link,
                                  const std::set<std::uint8_t>& groups) {
  unsigned mask = 0;
  for (const std::uint8_t group : groups)
    if (group != kPause) mask |= 1U << group;
  if (mask == 0) return {};
  if ((mask & kRefusedByBridge) == 0)
    return {fmt::format("ip link set dev {} type bridge group_fwd_mask {:#x}", bridge.name,
                        bridge.bridge->group_fwd_mask | mask)};
  std::vector<std::string> all;
  for (const PortFacts& port : link.ports)
    if (port.interface && port.interface->bridge_port)
      all.push_back(fmt::format("ip link set dev {} type bridge_slave group_fwd_mask {:#x}",
                                port.name, port.interface->bridge_port->group_fwd_mask | mask));
  return all;
}

}  // namespace

Finding judge_group_forward(const MachineFacts& machine, const LinkFacts& link) {
  if (!machine.interfaces.ok())
    return Finding::unchecked(kGroupForward, machine.interfaces.error());
  if (!link.policy.ok()) return Finding::unchecked(kGroupForward, link.policy.error());
  const Interface* bridge = bridge_of(machine, link);
  const Policy* policy = policy_of(link);
  if (bridge == nullptr || policy == nullptr)
    return Finding::ok(kGroupForward, bridge == nullptr
                                          ? "no bridge: it holds no frames back"
                                          : "no policy yet: no flow to a link-local group");
  std::set<std::uint8_t> held;
  std::vector<std::string> details;
  for (const PortFacts& port : link.ports)
    for (const Flow& flow : policy->flows) {
      const Peer* sender = find_peer(*policy, flow.from);
      const std::optional<std::uint8_t> group = group_of(flow);
      if (!group || sender == nullptr || sender->port != port.name || !port.interface ||
          !port.interface->bridge_port ||
          is_forwarded(*bridge->bridge, *port.interface->bridge_port, *group))
        continue;
      held.insert(*group);
      details.push_back(fmt::format("flow {} to {}", flow.name, group_name(*group)));
    }
  if (details.empty())
    return Finding::ok(kGroupForward, "no flow goes to a group that the bridge holds back");
  Finding finding = Finding::warning(
      kGroupForward,
      fmt::format("bridge {} does not forward {} of the policy's flows", bridge->name,
                  details.size()),
      held.count(kPause) != 0
          ? "frames to such a group end at the bridge, and haguard counts them as passed; pause "
            "frames can never be forwarded"
          : "frames to such a group end at the bridge unless a mask says otherwise, and haguard "
            "counts them as passed",
      commands(*bridge, link, held));
  finding.details = std::move(details);
  return finding;
}

}  // namespace haguard
