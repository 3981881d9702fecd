// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Completions for the shells out of the command line: commands, options, and what an option takes
// by the word its help shows for it (LINK, SYSTEM, PORTS, FILE, FOLDER, or one of its choices).
// Names of links and systems the shell asks `haguard help --list` for.
#pragma once

#include <string>

#include "manual/command_tree.h"

namespace haguard {

std::string bash_completion(const CommandNode& root);
std::string zsh_completion(const CommandNode& root);
std::string fish_completion(const CommandNode& root);

}  // namespace haguard
