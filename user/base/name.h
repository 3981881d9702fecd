// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Names that become files: of links (ours, so restricted) and of interfaces (the kernel's, so
// encoded: bpffs refuses a dot in a name).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace haguard {

// 1 to 31 letters, digits, '-' or '_', the first a letter or digit. kUsage otherwise.
Status check_link_name(std::string_view name);

// Every byte but letters, digits, '-' and '_' as %XX. Injective.
std::string encode_name(std::string_view name);

}  // namespace haguard
