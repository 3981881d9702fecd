// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the config says of a link, as attach takes it.
#pragma once

#include "config/config.h"
#include "link/attach.h"

namespace haguard {

AttachOptions attach_options(const LinkConfig& config);

}  // namespace haguard
