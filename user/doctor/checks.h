// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every check of haguard doctor: facts in, one finding out. examine.cpp has the list in the order
// of the report; docs/doctor.md describes each by its id.
#pragma once

#include "doctor/facts.h"
#include "doctor/finding.h"

namespace haguard {

// Of the machine.
Finding judge_kernel(const MachineFacts& machine);
Finding judge_jit(const MachineFacts& machine);
Finding judge_jit_harden(const MachineFacts& machine);
Finding judge_capabilities(const MachineFacts& machine);
Finding judge_bpffs(const MachineFacts& machine);
Finding judge_links(const MachineFacts& machine);
Finding judge_stale_pins(const MachineFacts& machine);
Finding judge_config(const MachineFacts& machine);
Finding judge_state_folder(const MachineFacts& machine);
Finding judge_disk(const MachineFacts& machine);
Finding judge_conntrack(const MachineFacts& machine);
Finding judge_clock(const MachineFacts& machine);

// Of a link.
Finding judge_pins(const MachineFacts& machine, const LinkFacts& link);
Finding judge_config_ports(const MachineFacts& machine, const LinkFacts& link);
Finding judge_system(const MachineFacts& machine, const LinkFacts& link);
Finding judge_state_files(const MachineFacts& machine, const LinkFacts& link);
Finding judge_path(const MachineFacts& machine, const LinkFacts& link);
Finding judge_mtu_of_sides(const MachineFacts& machine, const LinkFacts& link);
Finding judge_br_netfilter(const MachineFacts& machine, const LinkFacts& link);
Finding judge_nftables(const MachineFacts& machine, const LinkFacts& link);
Finding judge_legacy_tables(const MachineFacts& machine, const LinkFacts& link);
Finding judge_group_forward(const MachineFacts& machine, const LinkFacts& link);
Finding judge_multicast(const MachineFacts& machine, const LinkFacts& link);
Finding judge_vlan_filtering(const MachineFacts& machine, const LinkFacts& link);

// Of a port. All but the first two are made only where the interface exists.
Finding judge_exists(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_pin(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_up(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_driver(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_slot(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_xdp_mode(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_rxvlan(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_lro(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_gro(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_guest_offloads(const MachineFacts& machine, const LinkFacts& link,
                             const PortFacts& port);
Finding judge_queues(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_mtu(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_rp_filter(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_residence(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);
Finding judge_bridge_port(const MachineFacts& machine, const LinkFacts& link,
                          const PortFacts& port);
Finding judge_bridge_flood(const MachineFacts& machine, const LinkFacts& link,
                           const PortFacts& port);
Finding judge_default_route(const MachineFacts& machine, const LinkFacts& link,
                            const PortFacts& port);
Finding judge_redirect_driver(const MachineFacts& machine, const LinkFacts& link,
                              const PortFacts& port);
Finding judge_session(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port);

// The findings of every check, in the order of the report.
std::vector<Finding> examine(const Facts& facts);

}  // namespace haguard
