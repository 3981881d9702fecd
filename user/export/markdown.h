// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The answer in words, for people and for a change request: who talks to whom over which protocols
// and ports, and what a firewall in the middle has to know beside.
#pragma once

#include <string>

#include "export/rule.h"

namespace haguard {

std::string export_markdown(const ExportRules& rules);

}  // namespace haguard
