// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A machine and a link with nothing wrong: each test breaks one thing of them.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "doctor/checks.h"

namespace haguard {

// eth1 (11) and eth2 (12) in bridge br0 (3), eth0 (2) with the default route.
MachineFacts healthy_machine();

// "rooms", attached natively to eth1 and eth2, with a policy of IP 105 and ARP both ways.
LinkFacts healthy_link(const MachineFacts& machine);

// The link after a change of the machine's interfaces.
Interface& interface_of(MachineFacts& machine, const std::string& name);

// One more flow of the policy.
Flow& add_flow(LinkFacts& link, const Flow& flow);

// The finding has this id and severity, was checked, and says why and what to do where it should.
void require_finding(const Finding& finding, const std::string& id, Severity severity);

bool mentions(const std::vector<std::string>& lines, const std::string& words);

}  // namespace haguard
