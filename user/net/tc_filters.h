// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The qdisc that filters of arriving and leaving frames stand in, and whether there are any.
#pragma once

#include <string>

#include "base/result.h"

namespace haguard {

// "clsact", which has both sides; "ingress", which has the first and takes a filter for the second
// all the same; empty: none.
Result<std::string> hook_qdisc(unsigned ifindex);

// Somebody has a filter in it, on the ingress or on the egress. False without such a qdisc.
Result<bool> has_tc_filters(unsigned ifindex);

}  // namespace haguard
