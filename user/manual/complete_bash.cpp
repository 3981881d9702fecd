// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One function: it finds the command that the words before the cursor name, then what fits there.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>

#include "manual/completions.h"

namespace haguard {
namespace {

const char* const kBeginning =
    R"bash(# haguard completion for bash; made of the command line itself.
_haguard_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_haguard_value() {
  case $1 in
    LINK) _haguard_words "$("${words[0]}" help --list links 2>/dev/null)" ;;
    SYSTEM) _haguard_words "$("${words[0]}" help --list systems 2>/dev/null)" ;;
    PORTS)
      local before=
      [[ $cur == *,* ]] && before=${cur%,*},
      mapfile -t COMPREPLY < <(compgen -P "$before" -W "$(ls /sys/class/net)" -- "${cur##*,}")
      ;;
    FILE) mapfile -t COMPREPLY < <(compgen -f -- "$cur") && compopt -o filenames 2>/dev/null ;;
    FOLDER) mapfile -t COMPREPLY < <(compgen -d -- "$cur") && compopt -o filenames 2>/dev/null ;;
    *'|'*) _haguard_words "${1//|/ }" ;;
  esac
}

_haguard() {
  local cur=${COMP_WORDS[COMP_CWORD]} words=("${COMP_WORDS[@]}") path='' value='' word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${words[i]}
    if [ -n "$value" ]; then
      value=
      continue
    fi
    case "$path $word" in
)bash";

const char* const kEnd = R"bash(  esac
}
complete -F _haguard haguard
)bash";

std::string words_of(const CommandNode& node) {
  std::vector<std::string> words;
  for (const CommandNode& command : node.commands)
    words.push_back(command.name);
  for (const CommandOption& option : node.options)
    words.insert(words.end(), option.names.begin(), option.names.end());
  return fmt::format("{}", fmt::join(words, " "));
}

// "policy apply", below haguard itself.
std::string below_root(const CommandNode& node, const CommandNode& root) {
  return node.path.size() > root.path.size() ? node.path.substr(root.path.size() + 1) : "";
}

// Every command, those below others too, the root first.
std::vector<const CommandNode*> all_of(const CommandNode& root) {
  std::vector<const CommandNode*> nodes = {&root};
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (const CommandNode& command : nodes[i]->commands)
      nodes.push_back(&command);
  return nodes;
}

}  // namespace

std::string bash_completion(const CommandNode& root) {
  std::string steps;
  std::string fits;
  for (const CommandNode* node : all_of(root)) {
    const std::string path = below_root(*node, root);
    for (const CommandNode& command : node->commands)
      steps += fmt::format("      '{} {}') path='{}' ;;\n", path, command.name,
                           below_root(command, root));
    std::string place;
    for (const CommandOption& option : node->options) {
      if (option.names.empty()) place = place.empty() ? option.value : place;
      if (option.names.empty() || value_of(option).empty()) continue;
      for (const std::string& name : option.names)
        steps += fmt::format("      '{} {}') value='{}' ;;\n", path, name, value_of(option));
    }
    fits += fmt::format("    '{}')\n      _haguard_words '{}'\n", path, words_of(*node));
    if (!place.empty())
      fits += fmt::format("      [[ $cur == -* ]] || _haguard_value '{}'\n", place);
    fits += "      ;;\n";
  }
  return kBeginning + steps +
         "    esac\n  done\n  if [ -n \"$value\" ]; then\n    _haguard_value \"$value\"\n"
         "    return\n  fi\n  case $path in\n" +
         fits + kEnd;
}

}  // namespace haguard
