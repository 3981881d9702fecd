// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// link.multicast: snooping on the bridge. The kernel floods groups of 224.0.0.0/24 and ff02::1
// always, and every other group while no querier is heard; with a querier only to ports that
// reported membership (br_handle_frame_finish() and br_multicast_ipv4_rcv()).
#include <fmt/format.h>

#include "doctor/checks.h"
#include "doctor/path.h"

namespace haguard {
namespace {

constexpr const char* kMulticast = "link.multicast";

bool is_snooped(const IpAddress& address) {
  if (!address.is_multicast()) return false;
  if (address.is_v4())
    return !(address.bytes[0] == 224 && address.bytes[1] == 0 && address.bytes[2] == 0);
  return address.to_string() != "ff02::1";
}

}  // namespace

Finding judge_multicast(const MachineFacts& machine, const LinkFacts& link) {
  if (!machine.interfaces.ok()) return Finding::unchecked(kMulticast, machine.interfaces.error());
  if (!link.policy.ok()) return Finding::unchecked(kMulticast, link.policy.error());
  const Interface* bridge = bridge_of(machine, link);
  if (bridge == nullptr || !bridge->bridge->multicast_snooping)
    return Finding::ok(kMulticast, "no bridge snoops on multicast here");
  std::vector<std::string> details;
  if (const Policy* policy = policy_of(link); policy != nullptr)
    for (const Flow& flow : policy->flows)
      if (flow.destination && is_snooped(*flow.destination))
        details.push_back(fmt::format("flow {} to {}", flow.name, flow.destination->to_string()));
  if (details.empty())
    return Finding::ok(
        kMulticast, fmt::format("bridge {} snoops on multicast; no flow of a policy depends on it",
                                bridge->name));
  const std::vector<std::string> remedy = {
      fmt::format("ip link set dev {} type bridge mcast_snooping 0", bridge->name)};
  const bool asked = bridge->bridge->querier || bridge->bridge->other_querier;
  Finding finding =
      asked ? Finding::warning(
                  kMulticast,
                  fmt::format(
                      "bridge {} sends {} of the policy's flows only where they were asked for",
                      bridge->name, details.size()),
                  "a unit that does not answer the querier stops getting them when its membership "
                  "ends, minutes after all looked well",
                  remedy)
            : Finding::note(
                  kMulticast,
                  fmt::format("bridge {} snoops on multicast and hears no querier", bridge->name),
                  "it floods these groups as long as none is heard; once one is, a unit that does "
                  "not "
                  "answer it stops getting them",
                  remedy);
  finding.details = std::move(details);
  return finding;
}

}  // namespace haguard
