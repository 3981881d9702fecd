// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy into force: compiled, staged on disk, swapped in the kernel, then made the saved one. A
// failure on the way leaves the running policy as it was.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "link/control.h"
#include "link/link.h"
#include "link/store.h"
#include "policy/model.h"

namespace haguard {

// Compiles and swaps only; files other than the flow ids are left alone.
Status install_policy(const Link& link, const Policy& policy, std::uint32_t generation);

// The whole change. Returns the new generation.
Result<std::uint32_t> apply_policy(const Link& link, const Policy& policy);

// Mode in the kernel first (one store), then on disk. `saved` tells whether the disk took it: a
// full disk must not keep an operator from bypass.
struct ModeChange {
  ModeState before;
  Status saved = Done{};
};
Result<ModeChange> change_mode(const Link& link, const ModeState& mode);

}  // namespace haguard
