// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// help: of a command; and what the build and the shell want to know of the command line.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/command_line_tree.h"
#include "cli/help.h"
#include "cli/options.h"

namespace haguard {
namespace {

struct HelpArguments {
  std::vector<std::string> words;  // of a command
  std::string list;
  std::string texts;
  std::string folder;
};

Status help(const Context& context, CLI::App& root, const HelpArguments& arguments) {
  if (!arguments.list.empty()) return list_names(context, arguments.list);
  if (!arguments.folder.empty())
    return write_manual(tree_of(root), arguments.texts, arguments.folder);
  const CLI::App* app = &root;
  for (const std::string& word : arguments.words) {
    const auto named =
        app->get_subcommands([&](const CLI::App* one) { return one->get_name() == word; });
    if (named.empty())
      return usage(fmt::format("show help: there is no command \"{}\"", word),
                   "haguard --help shows them");
    app = named.front();
  }
  // Not that of this very command.
  root.clear();
  fmt::print("{}", app->help());
  return Done{};
}

}  // namespace

// Hidden, but there for who types it.
void add_help_command(CommandLine& line) {
  auto arguments = std::make_shared<HelpArguments>();
  CLI::App* app = line.root().add_subcommand("help", "how a command is used")->group("");
  app->add_option("COMMAND", arguments->words, "the command");
  app->add_option("--list", arguments->list, "names, one a line: of links or systems")
      ->check(CLI::IsMember({"links", "systems"}));
  CLI::Option* texts =
      app->add_option("--texts", arguments->texts, "hand-written parts of the manual");
  app->add_option("--write", arguments->folder, "manual pages and completions into this folder")
      ->needs(texts);
  app->callback([&line, arguments] {
    line.choose([&line, arguments](const Context& context) {
      return help(context, line.root(), *arguments);
    });
  });
}

}  // namespace haguard
