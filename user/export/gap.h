// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a target cannot express of a policy, by name. The names are part of the interface: they
// stand in the output, in docs/export.md, and in the tests that hold each of them against the real
// tool.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "export/rule.h"

namespace haguard {

struct Gap {
  std::string_view name;
  std::string_view text;
};

// Those that matter for this policy; `format` is a rule language.
std::vector<Gap> gaps_of(const ExportRules& rules, ExportFormat format);

// One line per gap, each behind `prefix` ("# ").
std::string gap_lines(const std::vector<Gap>& gaps, std::string_view prefix);

// Whether the target can write this rule at all; a rule it cannot write is covered by a gap.
bool expressible(const ExportRule& rule, ExportFormat format);

}  // namespace haguard
