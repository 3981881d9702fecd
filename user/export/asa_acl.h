// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Extended access-list lines for a Cisco ASA (or FTD) that is the firewall in the middle, one list
// for each port; object-free, so that they can be pasted anywhere.
#pragma once

#include <string>

#include "export/rule.h"

namespace haguard {

std::string export_asa_acl(const ExportRules& rules);

}  // namespace haguard
