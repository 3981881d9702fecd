// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The command line as CLI11 knows it, as a value. Hidden commands are left out.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "manual/command_tree.h"

namespace haguard {

CommandNode tree_of(const CLI::App& app);

// CLI11's, without the count that it shows behind a place for several words.
std::shared_ptr<CLI::Formatter> help_formatter();

// Gives what the options take a word that says what it is: TIME, FILE, LINK. --help shows it, and
// completions go by it.
void name_values(CLI::App& app);

}  // namespace haguard
