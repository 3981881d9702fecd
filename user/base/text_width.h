// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How many places UTF-8 text takes on a terminal, and text cut or padded to so many. Independent of
// the locale: haguard sets none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace haguard {

enum class Align : unsigned char { kLeft, kRight };

// A byte that is no UTF-8 takes one place, a combining mark none, an ideograph two.
std::size_t width_of(std::string_view text);

// At most `width` places of it; what is cut ends in '~'.
std::string cut(std::string_view text, std::size_t width);

// Exactly `width` places: cut, or padded with spaces.
std::string fitted(std::string_view text, std::size_t width, Align align = Align::kLeft);

}  // namespace haguard
