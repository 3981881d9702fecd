// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a driver says of itself and of its offloads, by the ethtool ioctls (of the caller's network
// namespace). Feature names are those of the kernel: "rx-vlan-hw-parse", "rx-lro", "rx-gro-hw".
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"

namespace haguard {

Result<std::string> driver_of(const std::string& interface);
// Where the device is: "0000:00:03.0" on PCI.
Result<std::string> bus_of(const std::string& interface);

// Pairs of a queue to send and one to receive.
struct Channels {
  unsigned used = 0;
  unsigned most = 0;  // that the device has
};
Result<Channels> channels_of(const std::string& interface);

// The features that are on.
Result<std::set<std::string>> active_features(const std::string& interface);

// kNotFound when the kernel has no feature of that name, kFailed when it refuses the change.
Status set_features(const std::string& interface, const std::vector<std::string>& names, bool on);

}  // namespace haguard
