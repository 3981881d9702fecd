// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The command line as CLI11 has it: commands, each with its options and what it runs. This header
// and command_line_tree.* are the ones that include CLI11.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "base/result.h"
#include "cli/context.h"

namespace haguard {

// What the words chose; called once everything is parsed.
using Action = std::function<Status(const Context&)>;

class CommandLine {
 public:
  CLI::App& root() { return root_; }
  const Action& action() const { return action_; }
  void choose(Action action) { action_ = std::move(action); }

  // Of the commands that are added from now on: they share a manual page.
  void group(std::string name) { group_ = std::move(name); }

  // A command, and its options, which live as long as the command line.
  template <typename Arguments>
  using Command = std::pair<CLI::App*, std::shared_ptr<Arguments>>;
  template <typename Arguments>
  Command<Arguments> command(const char* name, const char* help,
                             Status (*run)(const Context&, const Arguments&)) {
    const Command<Arguments> made = command_of(root_, name, help, run);
    made.first->group(group_);
    return made;
  }
  // The same below another one: "policy apply".
  template <typename Arguments>
  Command<Arguments> command_of(CLI::App& parent, const char* name, const char* help,
                                Status (*run)(const Context&, const Arguments&)) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* app = parent.add_subcommand(name, help);
    app->callback([this, arguments, run] {
      choose([arguments, run](const Context& context) { return run(context, *arguments); });
    });
    return {app, arguments};
  }

 private:
  CLI::App root_{
      "Lets only the learned failover flows of an HA pair cross this firewall, counts them, "
      "and says why anything else was dropped."};
  std::string group_;
  Action action_;
};

}  // namespace haguard
