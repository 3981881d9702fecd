// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Findings of `haguard doctor --json`.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace haguard {

// The severity of the worst finding by this id; "" where there is none.
inline std::string worst_finding(const nlohmann::json& report, const std::string& id) {
  static constexpr std::array kSeverities = {"", "ok", "note", "warning", "error"};
  std::size_t worst = 0;
  for (const auto& finding : report["findings"])
    for (std::size_t rank = 0; rank < kSeverities.size(); ++rank)
      if (finding["id"] == id && finding["severity"] == kSeverities[rank])
        worst = std::max(worst, rank);
  return kSeverities[worst];
}

}  // namespace haguard
