// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Manual pages out of the command line: one per group of commands, one for haguard itself. Options
// and their help come from the command tree alone; what else there is to say, from Markdown.
#pragma once

#include <string>

#include "manual/command_tree.h"

namespace haguard {

struct PageText {
  std::string version;   // of haguard
  std::string markdown;  // the description, and further sections behind it
};

// haguard(8): every command in a line, the options that all of them take.
std::string root_page(const CommandNode& root, const PageText& text);
// One group's page.
std::string group_page(const CommandGroup& group, const CommandNode& root, const PageText& text);
// A page of words alone: its markdown, below a heading.
std::string text_page(const std::string& name, int section, const std::string& about,
                      const PageText& text);
// haguard-accept(8) shows the page of its group.
std::string alias_page(const std::string& page);

}  // namespace haguard
