// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One export rule to the matches of its iptables, ip6tables or ebtables lines, without chain and
// target. Precondition: the rule is expressible() there.
#pragma once

#include <string>
#include <vector>

#include "export/rule.h"

namespace haguard {

// Of a kIp rule. One line for each MAC it may come from.
std::vector<std::string> iptables_lines(const ExportRule& rule);
std::vector<std::string> iptables_later_lines(const ExportRule& rule);

// What ebtables has to know of a rule. IP is let through to iptables.
std::vector<std::string> ebtables_lines(const ExportRule& rule);

}  // namespace haguard
