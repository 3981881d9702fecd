// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One export rule to the match texts of its nftables lines.
#pragma once

#include <string>
#include <vector>

#include "export/rule.h"

namespace haguard {

struct NftLines {
  std::vector<std::string> whole;  // frames that are no later fragments
  std::vector<std::string> later;  // later fragments, where the flow may be fragmented
};

NftLines nft_lines(const ExportRules& rules, const ExportRule& rule);

}  // namespace haguard
