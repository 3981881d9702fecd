// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Where one instance of haguard keeps its things. All of its own is found from the first two
// folders, so a second instance with others is fully apart.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bpf/pins.h"

namespace haguard {

inline constexpr const char* kDefaultBpffs = "/run/haguard/bpf";
inline constexpr const char* kDefaultState = "/var/lib/haguard";

struct Place {
  Pins pins{kDefaultBpffs};
  std::string state = kDefaultState;
  std::vector<std::string> systems;  // folders of the knowledge base, in order
  // Takes what is worth telling but no reason to stop.
  std::function<void(const Error&)> warn = [](const Error&) {};
};

}  // namespace haguard
