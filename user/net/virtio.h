// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a virtio_net card and its hypervisor agreed on.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace haguard {

// Bit numbers, VIRTIO_NET_F_* of the virtio specification. (linux/virtio_net.h does not compile as
// C++.)
enum class VirtioFeature : unsigned {
  kGuestCsum = 1,
  kCtrlGuestOffloads = 2,
  kGuestTso4 = 7,
  kGuestTso6 = 8,
  kGuestEcn = 9,
  kGuestUfo = 10,
  kMergeableBuffers = 15,
  kGuestUso4 = 54,
  kGuestUso6 = 55,
};
using VirtioFeatures = std::uint64_t;

constexpr VirtioFeatures bit_of(VirtioFeature feature) {
  return VirtioFeatures{1} << static_cast<unsigned>(feature);
}
constexpr bool has_feature(VirtioFeatures features, VirtioFeature feature) {
  return (features & bit_of(feature)) != 0;
}

// Of the device on this bus address (bus_of(), net/ethtool.h). kNotFound when it is no virtio
// device.
Result<VirtioFeatures> virtio_features(const std::string& bus);

// The text of a device's "features" in sysfs: a digit for each bit, the lowest first.
Result<VirtioFeatures> parse_virtio_features(const std::string& text);

}  // namespace haguard
