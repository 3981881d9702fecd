// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Switches features of an interface by the names ethtool -k shows for the kernel's feature list.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "harness/netns.h"

namespace haguard {

// A veth hands a VLAN tag to its peer beside the frame, where XDP does not see it. Without these
// two the tag travels in the frame, as on a cable.
inline const std::vector<std::string> kTagInsertion = {"tx-vlan-hw-insert",
                                                       "tx-vlan-stag-hw-insert"};

// kNotFound when the kernel has no feature of that name, kFailed when it refuses the change.
Status set_features(const Netns& netns, const std::string& interface,
                    const std::vector<std::string>& names, bool on);

}  // namespace haguard
