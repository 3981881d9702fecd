// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The stranger that costs most: the head of the table does not tell it from a peer
// (hg_head.strangers), so it is looked up.
#pragma once

#include "base/address.h"
#include "base/result.h"
#include "policy/table.h"

namespace haguard {

// An address of 198.51.100.0/24.
Result<IpAddress> unlucky_stranger(const Table& table);

}  // namespace haguard
