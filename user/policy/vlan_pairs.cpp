// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/vlan_pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace haguard {
namespace {

std::uint16_t tag_of(const VlanTags& tags, std::size_t index) {
  if (index >= tags.ids.size()) return 0;
  return static_cast<std::uint16_t>(HG_VLAN_PRESENT | (tags.ids[index] & HG_VLAN_ID));
}

}  // namespace

hg_vlan_pair vlan_pair_of(const VlanTags& tags) {
  return {tag_of(tags, 0), tag_of(tags, 1)};
}

Result<std::uint32_t> VlanPairs::bit_of(const VlanTags& tags) {
  if (tags.ids.size() > 2)
    return usage(fmt::format("{} VLAN tags, at most two are possible", tags.ids.size()));
  const hg_vlan_pair wanted = vlan_pair_of(tags);
  const auto found = std::find_if(pairs_.begin(), pairs_.end(), [&](const hg_vlan_pair& pair) {
    return pair.outer == wanted.outer && pair.inner == wanted.inner;
  });
  if (found == pairs_.end()) {
    if (pairs_.size() == HG_MAX_VLANS)
      return usage(fmt::format("the policy names more than {} different VLANs or pairs of VLANs "
                               "(untagged counts as one)",
                               HG_MAX_VLANS),
                   "split the link by VLAN");
    pairs_.push_back(wanted);
    return 1U << (pairs_.size() - 1);
  }
  return 1U << static_cast<unsigned>(found - pairs_.begin());
}

}  // namespace haguard
