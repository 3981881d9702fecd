// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A complete nftables table of the bridge family, for nft -f. Loading it again replaces it in one
// transaction. It judges frames that the bridge forwards between the link's ports, and no others.
#pragma once

#include <string>

#include "export/rule.h"

namespace haguard {

std::string export_nftables(const ExportRules& rules);

}  // namespace haguard
