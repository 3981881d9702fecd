// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "manual/command_tree.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace haguard {

std::string CommandGroup::page() const {
  return "haguard-" + commands.front()->name;
}

std::vector<CommandGroup> groups_of(const CommandNode& root) {
  std::vector<CommandGroup> groups;
  for (const CommandNode& command : root.commands) {
    const auto known = std::find_if(groups.begin(), groups.end(),
                                    [&](const auto& one) { return one.name == command.group; });
    if (known == groups.end())
      groups.push_back({command.group, {&command}});
    else
      known->commands.push_back(&command);
  }
  return groups;
}

std::string value_of(const CommandOption& option) {
  if (!option.choices.empty()) return fmt::format("{}", fmt::join(option.choices, "|"));
  return option.value;
}

std::string usage_of(const CommandOption& option) {
  if (option.names.empty()) return option.place;
  std::string usage = fmt::format("{}", fmt::join(option.names, ", "));
  if (const std::string value = value_of(option); !value.empty()) usage += " " + value;
  return usage;
}

}  // namespace haguard
