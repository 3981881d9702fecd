// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The policy and the rules it expands to, for programs: schema 1, described in docs/export.md.
#pragma once

#include <string>

#include "export/rule.h"

namespace haguard {

std::string export_json(const ExportRules& rules);

}  // namespace haguard
