// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Looking through what programs print.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace haguard {

// How often `part` stands in `text`, overlapping ones too.
std::size_t count_of(const std::string& text, std::string_view part);

}  // namespace haguard
