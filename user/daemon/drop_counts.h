// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Frames that were dropped, or would have been, by reason.
#pragma once

#include <vector>

#include "base/result.h"
#include "daemon/heartbeat_guard.h"
#include "haguard/abi.h"
#include "link/link.h"

namespace haguard {

// By side; `disposition` is HG_DROPPED or HG_WOULD_DROP.
Result<std::vector<DropCounts>> read_drops(const Link& link, hg_disposition disposition);

}  // namespace haguard
