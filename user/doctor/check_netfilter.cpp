// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// link.br_netfilter, link.nftables, link.legacy_tables: who else can drop the flows. Which frames a
// rule matches is not analysed; that a chain can drop, and that the link goes through it, is.
#include <fmt/format.h>

#include "doctor/checks.h"
#include "doctor/netfilter.h"
#include "doctor/path.h"

namespace haguard {
namespace {

constexpr const char* kBridge = "link.br_netfilter";
constexpr const char* kNft = "link.nftables";
constexpr const char* kLegacy = "link.legacy_tables";

Finding judge_chains(const char* id, const char* fine, const MachineFacts& machine,
                     const LinkFacts& link, const Result<std::vector<HookChain>>& chains) {
  if (!chains.ok()) return Finding::unchecked(id, chains.error());
  std::vector<std::string> details;
  std::vector<std::string> remedy;
  for (const HookChain& chain : *chains) {
    if (!concerns(machine, link, chain)) continue;
    details.push_back(chain.to_string());
    remedy.push_back(chain.command());
  }
  if (details.empty()) return Finding::ok(id, fine);
  Finding finding = Finding::warning(
      id,
      fmt::format("{} chain{} of others can drop frames of this link", details.size(),
                  details.size() == 1 ? "" : "s"),
      "haguard counts such a frame as passed, and the pair never gets it; which frames the rules "
      "match is not analysed",
      std::move(remedy));
  finding.details = std::move(details);
  if (link.attached || policy_of(link) != nullptr)
    finding.remedy.push_back(fmt::format("haguard policy export {} --format nftables", link.name));
  return finding;
}

}  // namespace

Finding judge_br_netfilter(const MachineFacts& machine, const LinkFacts& link) {
  if (!machine.interfaces.ok()) return Finding::unchecked(kBridge, machine.interfaces.error());
  const Interface* bridge = bridge_of(machine, link);
  if (bridge == nullptr) return Finding::ok(kBridge, "no bridge: br_netfilter does not matter");
  if (!machine.bridge_netfilter.ok())
    return Finding::unchecked(kBridge, machine.bridge_netfilter.error());
  const BridgeNetfilter switches = bridge_netfilter_of(machine, link);
  const std::string names = names_of(switches);
  if (names.empty()) return Finding::ok(kBridge, "bridged frames do not go through iptables");
  std::vector<std::string> remedy;
  const auto add = [&](bool global, bool own, const char* name) {
    if (global) remedy.push_back(fmt::format("sysctl -w net.bridge.bridge-nf-call-{}=0", name));
    if (own)
      remedy.push_back(
          fmt::format("ip link set dev {} type bridge nf_call_{} 0", bridge->name, name));
  };
  add(machine.bridge_netfilter->iptables, bridge->bridge->nf_call_iptables, "iptables");
  add(machine.bridge_netfilter->ip6tables, bridge->bridge->nf_call_ip6tables, "ip6tables");
  add(machine.bridge_netfilter->arptables, bridge->bridge->nf_call_arptables, "arptables");
  return Finding::note(
      kBridge, fmt::format("bridged frames also go through {} (br_netfilter)", names),
      "the rules for routed traffic apply to the link, frames with a bad IP header or checksum "
      "vanish, and fragments are put together; containers may need it, the link does not",
      std::move(remedy));
}

Finding judge_nftables(const MachineFacts& machine, const LinkFacts& link) {
  return judge_chains(kNft, "no nftables chain on the way can drop", machine, link,
                      machine.nftables);
}

Finding judge_legacy_tables(const MachineFacts& machine, const LinkFacts& link) {
  return judge_chains(kLegacy, "no legacy iptables chain on the way can drop", machine, link,
                      machine.legacy_tables);
}

}  // namespace haguard
