// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A shell script that loads iptables, ip6tables and ebtables rules for a bridge: IP is judged by
// iptables through br_netfilter, ARP and everything else by ebtables. Running it again replaces its
// own chains, each table in one transaction, and nothing else.
#pragma once

#include <string>

#include "export/rule.h"

namespace haguard {

std::string export_iptables(const ExportRules& rules);

}  // namespace haguard
