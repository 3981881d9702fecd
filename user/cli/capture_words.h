// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What is said of the frames of a capture that were not run as they were on the wire; nothing where
// all were.
#pragma once

#include "replay/feed.h"

namespace haguard {

void print_cut(const FedFrames& fed);
void warn_of_left_out(const FedFrames& fed);

}  // namespace haguard
