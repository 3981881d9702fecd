// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// port.rxvlan, port.lro, port.gro: what hardware and driver do to a frame before the program sees
// it.
#include <fmt/format.h>

#include <algorithm>

#include "doctor/checks.h"
#include "doctor/path.h"
#include "doctor/virtio.h"

namespace haguard {
namespace {

constexpr const char* kRxVlan = "port.rxvlan";
constexpr const char* kLro = "port.lro";
constexpr const char* kGro = "port.gro";
constexpr const char* kHidden =
    "a tag that the interface takes off never reaches XDP: the frame looks untagged, matches no "
    "tagged flow, and enforcing drops it";

bool is_on(const PortFacts& port, const char* feature) {
  return port.features->count(feature) != 0;
}

// Flows of the policy that come in here with a tag.
std::size_t tagged_flows(const LinkFacts& link, const PortFacts& port) {
  const Policy* policy = policy_of(link);
  if (policy == nullptr) return 0;
  return static_cast<std::size_t>(
      std::count_if(policy->flows.begin(), policy->flows.end(), [&](const Flow& flow) {
        const Peer* sender = find_peer(*policy, flow.from);
        return !flow.vlan.ids.empty() && sender != nullptr && sender->port == port.name;
      }));
}

std::string tagged_text(const LinkFacts& link, std::size_t tagged) {
  if (tagged == 0 && link.tagged_scope) return "the link is confined to a VLAN";
  return fmt::format("{} flow{} of the policy {} tagged", tagged, tagged == 1 ? "" : "s",
                     tagged == 1 ? "is" : "are");
}

// A veth takes no tag off, but its other end may hand one over beside the frame.
Finding judge_veth(const PortFacts& port, const std::string& matter, bool on, bool learned) {
  const std::string what = fmt::format("{} is a veth, and {}", port.name, matter);
  const char* why =
      "the other end hands tags over beside the frame, where XDP does not see them, unless its "
      "txvlan is off; that cannot be seen from here";
  const std::vector<std::string> remedy = {
      fmt::format("ethtool -K {} rxvlan off rx-vlan-stag-hw-parse off", port.name),
      "ethtool -K OTHER-END txvlan off tx-vlan-stag-hw-insert off"};
  return on && learned ? Finding::warning(kRxVlan, what, why, remedy)
                       : Finding::note(kRxVlan, what, why, remedy);
}

}  // namespace

Finding judge_rxvlan(const MachineFacts& /*machine*/, const LinkFacts& link,
                     const PortFacts& port) {
  if (!port.features.ok()) return Finding::unchecked(kRxVlan, port.features.error());
  if (!link.policy.ok()) return Finding::unchecked(kRxVlan, link.policy.error());
  const bool single = is_on(port, "rx-vlan-hw-parse");
  const bool service = is_on(port, "rx-vlan-stag-hw-parse");
  const std::size_t tagged = tagged_flows(link, port);
  const bool matters = tagged > 0 || link.tagged_scope;
  const bool learned = policy_of(link) != nullptr || link.tagged_scope;
  const bool on = single || service;
  if (!on && !matters) return Finding::ok(kRxVlan, "VLAN tags stay in the frame");
  if (!matters && learned)
    return Finding::ok(kRxVlan, "VLAN tags may be taken off; no flow of the policy is tagged");
  const std::string matter =
      matters ? tagged_text(link, tagged) : std::string("nothing was learned yet");
  if (port.driver.ok() && *port.driver == "veth") return judge_veth(port, matter, on, learned);
  if (!on) return Finding::ok(kRxVlan, "VLAN tags stay in the frame");
  const std::string what = fmt::format("{} takes VLAN tags off, and {}", port.name, matter);
  const std::vector<std::string> remedy = {
      fmt::format("ethtool -K {}{}{}", port.name, single ? " rxvlan off" : "",
                  service ? " rx-vlan-stag-hw-parse off" : "")};
  if (matters) return Finding::error(kRxVlan, what, kHidden, remedy);
  return Finding::note(kRxVlan, what,
                       "if the pair tags its frames, learning sees them without the tag, and the "
                       "policy would not hold them to their VLAN",
                       remedy);
}

Finding judge_lro(const MachineFacts& /*machine*/, const LinkFacts& link, const PortFacts& port) {
  if (!port.features.ok()) return Finding::unchecked(kLro, port.features.error());
  if (!is_on(port, "rx-lro")) return Finding::ok(kLro, "LRO is off");
  const std::vector<std::string> remedy = {fmt::format("ethtool -K {} lro off", port.name)};
  if (link.attached)
    return Finding::warning(
        kLro, "LRO is on",
        "the hardware joins TCP segments of the pair into frames that never were on "
        "the wire, and that may not fit the other side",
        remedy);
  return Finding::warning(kLro, "LRO is on", "most drivers refuse a native program while it is",
                          remedy);
}

Finding judge_gro(const MachineFacts& /*machine*/, const LinkFacts& /*link*/,
                  const PortFacts& port) {
  if (!port.features.ok()) return Finding::unchecked(kGro, port.features.error());
  const bool generic =
      port.slot.ok() && port.slot->program_id != 0 && port.slot->mode == XdpMode::kGeneric;
  if (is_on(port, "rx-gro-hw") && !generic && drops_guest_offloads(port))
    return Finding::ok(kGro, "the driver switches GRO in hardware off for a native program");
  if (is_on(port, "rx-gro-hw"))
    return Finding::warning(
        kGro, "GRO in hardware is on (rx-gro-hw)",
        "the program sees segments that the hardware joined: counters count fewer, "
        "larger frames, and some drivers refuse a native program",
        {fmt::format("ethtool -K {} rx-gro-hw off", port.name)});
  if (generic && is_on(port, "rx-gro"))
    return Finding::note(kGro, "GRO is on, and the program runs after it (generic XDP)",
                         "counters count joined segments as one frame; nothing is lost by it",
                         {fmt::format("ethtool -K {} gro off", port.name)});
  return Finding::ok(kGro, "GRO does not come before the program");
}

}  // namespace haguard
