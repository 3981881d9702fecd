// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/offload.h"

#include "net/ethtool.h"

namespace haguard {

Status set_features(const Netns& netns, const std::string& interface,
                    const std::vector<std::string>& names, bool on) {
  return netns.inside([&] { return set_features(interface, names, on); });
}

}  // namespace haguard
