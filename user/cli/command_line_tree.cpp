// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/command_line_tree.h"

#include <map>
#include <sstream>

namespace haguard {
namespace {

const char* value_word(const std::string& option) {
  static const std::map<std::string, const char*> kWords = {
      {"--config", "FILE"},    {"--file", "FILE"},        {"--output", "FILE"},
      {"--pcap", "FILE"},      {"--state-dir", "FOLDER"}, {"--bpffs", "FOLDER"},
      {"--systems", "FOLDER"}, {"--link", "LINK"},        {"--ports", "PORTS"},
      {"--system", "SYSTEM"},  {"--peer", "UNIT"},        {"--vlan", "TAGS"},
      {"--for", "TIME"},       {"--since", "TIME"},       {"--confirm", "TIME"},
      {"--policy", "FILE"},    {"--port", "PORT"},        {"--length", "BYTES"},
      {"--last", "N"},         {"--count", "N"},          {"--max-flows", "N"}};
  const auto word = kWords.find(option);
  return word == kWords.end() ? nullptr : word->second;
}

// "TEXT:{off,heartbeats,sampled}" is a word, and the choices that a check allows.
void read_type(const std::string& type, CommandOption& option) {
  const auto colon = type.find(':');
  option.value = type.substr(0, colon);
  const auto open = type.find(":{");
  const auto close = type.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return;
  std::istringstream choices(type.substr(open + 2, close - open - 2));
  for (std::string choice; std::getline(choices, choice, ',');)
    option.choices.push_back(choice);
}

CommandOption option_of(const CLI::Option& from) {
  CommandOption option;
  for (const std::string& name : from.get_snames())
    option.names.push_back("-" + name);
  for (const std::string& name : from.get_lnames())
    option.names.push_back("--" + name);
  option.place = option.names.empty() ? from.get_name(true) : "";
  option.help = from.get_description();
  option.fallback = from.get_default_str();
  option.required = from.get_required();
  if (from.get_items_expected_max() > 0) read_type(from.get_type_name(), option);
  if (option.names.empty()) option.value = option.place.substr(0, option.place.find(' '));
  return option;
}

// "haguard policy apply"
std::string path_of(const CLI::App& app) {
  if (app.get_parent() == nullptr) return app.get_name();
  return path_of(*app.get_parent()) + " " + app.get_name();
}

class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_usage(const CLI::Option* option) const override {
    std::string usage = CLI::Formatter::make_option_usage(option);
    const std::string count = "(" + std::to_string(option->get_expected()) + "x)";
    if (const auto at = usage.find(count); at != std::string::npos) usage.erase(at, count.size());
    return usage;
  }
};

}  // namespace

std::shared_ptr<CLI::Formatter> help_formatter() {
  return std::make_shared<HelpFormatter>();
}

void name_values(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    const bool is_by_place = option->get_lnames().empty() && option->get_snames().empty();
    const char* word = is_by_place ? "" : value_word(option->get_name());
    if (word != nullptr && option->get_items_expected_max() > 0) option->type_name(word);
  }
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; }))
    name_values(*command);
}

CommandNode tree_of(const CLI::App& app) {
  CommandNode node;
  node.name = app.get_name();
  node.path = path_of(app);
  node.help = app.get_description();
  node.group = app.get_group();
  for (const CLI::Option* option : app.get_options())
    if (!option->get_group().empty()) node.options.push_back(option_of(*option));
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    if (!command->get_group().empty()) node.commands.push_back(tree_of(*command));
  return node;
}

}  // namespace haguard
