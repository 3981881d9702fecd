// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Names from a policy are free text; rule languages are not. These make a name harmless: what comes
// out is safe inside a comment, a double-quoted string and a Markdown cell of every target.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace haguard {

// Printable ASCII without quotes, backslash, shell, Markdown or CLI specials; others become '_'.
// At most `limit` characters.
std::string safe_text(std::string_view text, std::size_t limit = 100);

// [A-Za-z0-9] and `separator`; a name that had to be changed or cut ends in a hash of the original,
// so that two names stay two. At most `limit` characters, at least 8.
std::string safe_identifier(std::string_view name, char separator, std::size_t limit);

// kUsage where the name of an interface cannot be written into a rule: it must stay as it is, so
// unlike a comment it is never changed.
Status check_interface_name(std::string_view name);

}  // namespace haguard
