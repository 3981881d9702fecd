// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Words on standard error. What cannot be written is lost: a full disk, a closed pipe or a terminal
// that is gone must not end whoever speaks.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace haguard {

void say_text(std::string_view text);

template <typename... Values>
void say(fmt::format_string<Values...> format, Values&&... values) {
  say_text(fmt::format(format, std::forward<Values>(values)...));
}

}  // namespace haguard
