// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A lock for the moment in which a small file is read, changed and replaced. It is no lock of a
// change (lock.h): an operator's bypass takes it, too, so it is waited for but shortly.
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

// Held until the descriptor is closed. kFailed (busy) where a holder was stopped in between.
Result<Fd> take_short_lock(const std::string& path);

}  // namespace haguard
