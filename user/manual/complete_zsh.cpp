// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One function per command, which calls _arguments; those with commands below them call these.
#include <fmt/format.h>

#include <algorithm>

#include "manual/completions.h"

namespace haguard {
namespace {

const char* const kHelpers = R"zsh(
_haguard_links() {
  local -a links=(${(f)"$(_call_program links haguard help --list links 2>/dev/null)"})
  _describe 'link' links
}

_haguard_systems() {
  local -a systems=(${(f)"$(_call_program systems haguard help --list systems 2>/dev/null)"})
  _describe 'system' systems
}

_haguard_ports() {
  _sequence _net_interfaces
}
)zsh";

// Within single quotes and a specification of _arguments.
std::string zsh_escape(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\'')
      escaped += "'\\''";
    else if (c == '[' || c == ']' || c == ':' || c == '\\')
      escaped += std::string("\\") + c;
    else
      escaped += c;
  }
  return escaped;
}

std::string zsh_action(const CommandOption& option) {
  if (!option.choices.empty()) {
    std::string choices;
    for (const std::string& choice : option.choices)
      choices += (choices.empty() ? "" : " ") + choice;
    return "(" + choices + ")";
  }
  if (option.value == "LINK") return "_haguard_links";
  if (option.value == "SYSTEM") return "_haguard_systems";
  if (option.value == "PORTS") return "_haguard_ports";
  if (option.value == "FILE") return "_files";
  if (option.value == "FOLDER") return "_files -/";
  return " ";
}

std::string zsh_specification(const CommandOption& option) {
  if (option.names.empty())
    return fmt::format(" \\\n    '{}:{}:{}'", option.required ? "" : ":", zsh_escape(option.place),
                       zsh_action(option));
  std::string text;
  for (const std::string& name : option.names) {
    text += fmt::format(" \\\n    '{}[{}]", name, zsh_escape(option.help));
    if (!value_of(option).empty())
      text += fmt::format(":{}:{}", zsh_escape(option.value), zsh_action(option));
    text += "'";
  }
  return text;
}

std::string zsh_function(const CommandNode& node) {
  std::string name = node.path;
  std::replace(name.begin(), name.end(), ' ', '_');
  return "_" + name;
}

std::string zsh_functions(const CommandNode& node) {
  std::string text = "\n" + zsh_function(node) + "() {\n";
  if (!node.commands.empty()) text += "  local curcontext=$curcontext state line\n";
  text += node.commands.empty() ? "  _arguments" : "  _arguments -C";
  for (const CommandOption& option : node.options)
    text += zsh_specification(option);
  if (node.commands.empty()) return text + "\n}\n";
  text += " \\\n    '1:command:->command' \\\n    '*::word:->words'\n  case $state in\n";
  text += "    command)\n      local -a commands=(\n";
  for (const CommandNode& command : node.commands)
    text += fmt::format("        '{}:{}'\n", command.name, zsh_escape(command.help));
  text += "      )\n      _describe 'command' commands\n      ;;\n    words)\n";
  text += "      case $words[1] in\n";
  for (const CommandNode& command : node.commands)
    text += fmt::format("        {}) {} ;;\n", command.name, zsh_function(command));
  text += "      esac\n      ;;\n  esac\n}\n";
  for (const CommandNode& command : node.commands)
    text += zsh_functions(command);
  return text;
}

}  // namespace

std::string zsh_completion(const CommandNode& root) {
  return std::string("#compdef haguard\n# Made of the command line itself.\n") + kHelpers +
         zsh_functions(root) + "\n_haguard \"$@\"\n";
}

}  // namespace haguard
