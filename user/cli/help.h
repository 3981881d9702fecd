// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// help: what the command line says of itself to the shell, and to whoever builds the manual.
#pragma once

#include <string>

#include "cli/context.h"
#include "manual/command_tree.h"

namespace haguard {

// "links" or "systems": their names, one a line, for completions.
Status list_names(const Context& context, const std::string& what);

// Manual pages (man8, man5) and completions into `folder`. The words that are not of the command
// line come from `texts`: NAME.md for the page haguard-NAME.
Status write_manual(const CommandNode& root, const std::string& texts, const std::string& folder);

}  // namespace haguard
