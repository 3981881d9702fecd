// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How the commands say that a way of forwarding waits for its gate.
#pragma once

#include <string>

#include "haguard/forward.h"

namespace haguard {

std::string waits_words(const std::string& link, hg_forward held);

}  // namespace haguard
