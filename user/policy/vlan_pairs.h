// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// VLAN tags as the table stores them, and the short list of those that occur in a policy, by which
// the data path tells a wrong VLAN from an unknown protocol.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "haguard/abi.h"
#include "policy/model.h"

namespace haguard {

// Untagged is {0, 0}. Precondition: at most two ids.
hg_vlan_pair vlan_pair_of(const VlanTags& tags);

class VlanPairs {
 public:
  // The bit of these tags, noting them if they are new. kUsage: more than HG_MAX_VLANS pairs.
  Result<std::uint32_t> bit_of(const VlanTags& tags);

  const std::vector<hg_vlan_pair>& pairs() const { return pairs_; }

 private:
  std::vector<hg_vlan_pair> pairs_;
};

}  // namespace haguard
