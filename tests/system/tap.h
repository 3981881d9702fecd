// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One end of a cable in a network namespace, with the other end in an emulated machine. A tap is
// made where it is to be, and the emulator is handed its descriptors: nothing is moved, so nothing
// can be moved too early.
#pragma once

#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "harness/netns.h"

namespace haguard {

// Makes interface `name` in `netns`, with so many queue pairs: a descriptor each. It has its
// carrier, and exists, as long as one of them is open.
Result<std::vector<Fd>> make_tap(const Netns& netns, const std::string& name, unsigned queues = 1);

}  // namespace haguard
