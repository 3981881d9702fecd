// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One line for each command, option and word, with the condition under which it fits.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "manual/completions.h"

namespace haguard {
namespace {

std::string fish_quote(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string names_below(const CommandNode& node) {
  std::vector<std::string> names;
  for (const CommandNode& command : node.commands)
    names.push_back(command.name);
  return fmt::format("{}", fmt::join(names, " "));
}

// What the option's value may be, as arguments of `complete`.
std::string fish_values(const CommandOption& option) {
  if (!option.choices.empty())
    return " -x -a " + fish_quote(fmt::format("{}", fmt::join(option.choices, " ")));
  if (option.value == "LINK") return " -x -a '(haguard help --list links 2>/dev/null)'";
  if (option.value == "SYSTEM") return " -x -a '(haguard help --list systems 2>/dev/null)'";
  if (option.value == "PORTS") return " -x -a '(__fish_complete_list , __fish_print_interfaces)'";
  if (option.value == "FOLDER") return " -x -a '(__fish_complete_directories)'";
  if (option.value == "FILE") return " -r -F";
  return option.value.empty() ? "" : " -x";
}

std::string fish_option(const CommandOption& option, const std::string& condition) {
  std::string line = "complete -c haguard" + condition;
  for (const std::string& name : option.names)
    line += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
  line += fish_values(option);
  if (!option.names.empty()) line += " -d " + fish_quote(option.help);
  return line + "\n";
}

std::string fish_lines(const CommandNode& node, const std::string& seen, const std::string& none) {
  std::string lines;
  const std::string here = seen.empty() ? "" : " -n " + fish_quote(seen);
  for (const CommandOption& option : node.options)
    // A word by its place that is free text has nothing to offer.
    if (!option.names.empty() || !fish_values(option).empty()) lines += fish_option(option, here);
  for (const CommandNode& command : node.commands) {
    lines += fmt::format("complete -c haguard -n {} -f -a {} -d {}\n", fish_quote(none),
                         command.name, fish_quote(command.help));
    const std::string in =
        (seen.empty() ? "" : seen + "; and ") + "__fish_seen_subcommand_from " + command.name;
    lines += fish_lines(command, in,
                        in + "; and not __fish_seen_subcommand_from " + names_below(command));
  }
  return lines;
}

}  // namespace

std::string fish_completion(const CommandNode& root) {
  return "# haguard completion for fish; made of the command line itself.\ncomplete -c haguard "
         "-f\n" +
         fish_lines(root, "", "__fish_use_subcommand");
}

}  // namespace haguard
