// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The interfaces that nftables chains of the ingress and egress hooks stand on. nft before 1.0.9
// does not name them in its JSON; the kernel does.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace haguard {

struct ChainDevices {
  std::string family;  // "netdev" or "inet"
  std::string table;
  std::string chain;
  std::vector<std::string> devices;  // interface names
};

// Chains that name no interface are left out.
Result<std::vector<ChainDevices>> nft_chain_devices();

}  // namespace haguard
