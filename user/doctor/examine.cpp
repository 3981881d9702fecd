// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The list of checks, and who is asked which.
#include <algorithm>
#include <iterator>

#include "doctor/checks.h"

namespace haguard {
namespace {

constexpr Finding (*kMachineChecks[])(const MachineFacts&) = {
    judge_kernel,       judge_jit,   judge_jit_harden, judge_capabilities,
    judge_bpffs,        judge_links, judge_stale_pins, judge_config,
    judge_state_folder, judge_disk,  judge_conntrack,  judge_clock,
};

constexpr Finding (*kLinkChecks[])(const MachineFacts&, const LinkFacts&) = {
    judge_pins,          judge_config_ports,  judge_system,       judge_state_files,
    judge_path,          judge_mtu_of_sides,  judge_br_netfilter, judge_nftables,
    judge_legacy_tables, judge_group_forward, judge_multicast,    judge_vlan_filtering,
};

using PortCheck = Finding (*)(const MachineFacts&, const LinkFacts&, const PortFacts&);

// Also of an interface that is not there.
constexpr PortCheck kPlaceChecks[] = {judge_exists, judge_pin};

constexpr PortCheck kPortChecks[] = {
    judge_up,           judge_driver,          judge_slot,
    judge_xdp_mode,     judge_rxvlan,          judge_lro,
    judge_gro,          judge_guest_offloads,  judge_queues,
    judge_mtu,          judge_rp_filter,       judge_bridge_port,
    judge_bridge_flood, judge_default_route,   judge_session,
    judge_residence,    judge_redirect_driver,
};

// What judges the kernel's way from port to port, which no frame takes while haguard redirects.
constexpr const char* kOfKernelPath[] = {
    "link.br_netfilter",  "link.nftables",     "link.legacy_tables",
    "link.group_forward", "link.multicast",    "link.vlan_filtering",
    "port.rp_filter",     "port.bridge_state", "port.bridge_flood"};

Finding as_redirected(const LinkFacts& link, Finding finding) {
  if (link.forward != HG_FORWARD_REDIRECT) return finding;
  if (std::find(std::begin(kOfKernelPath), std::end(kOfKernelPath), finding.id) ==
      std::end(kOfKernelPath))
    return finding;
  return Finding::ok(finding.id.c_str(), "redirected: frames do not go this way");
}

void examine_port(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port,
                  std::vector<Finding>& findings) {
  const auto ask = [&](PortCheck judge) {
    Finding finding = as_redirected(link, judge(machine, link, port));
    finding.link = link.name;
    finding.port = port.name;
    findings.push_back(std::move(finding));
  };
  for (const PortCheck judge : kPlaceChecks)
    ask(judge);
  if (!port.interface) return;
  for (const PortCheck judge : kPortChecks)
    ask(judge);
}

}  // namespace

std::vector<Finding> examine(const Facts& facts) {
  std::vector<Finding> findings;
  for (const auto judge : kMachineChecks)
    findings.push_back(judge(facts.machine));
  for (const LinkFacts& link : facts.links) {
    for (const auto judge : kLinkChecks) {
      Finding finding = as_redirected(link, judge(facts.machine, link));
      finding.link = link.name;
      findings.push_back(std::move(finding));
    }
    for (const PortFacts& port : link.ports)
      examine_port(facts.machine, link, port, findings);
  }
  return findings;
}

}  // namespace haguard
