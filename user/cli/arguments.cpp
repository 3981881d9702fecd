// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// From words to the command that runs, and to the exit code.
#include "cli/arguments.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/nearest.h"
#include "base/output.h"
#include "base/owner.h"
#include "bpf/libbpf_log.h"
#include "cli/command_line_tree.h"
#include "cli/options.h"
#include "systems/load.h"

namespace haguard {
namespace {

struct Globals {
  std::string config = "/etc/haguard/haguard.toml";
  std::string state = kDefaultState;
  std::string bpffs = kDefaultBpffs;
  std::string systems;
  bool verbose = false;
};

void add_globals(CLI::App& root, Globals& globals) {
  root.name("haguard");
  root.formatter(help_formatter());
  root.require_subcommand(1);
  root.set_version_flag("--version", std::string("haguard " HAGUARD_VERSION));
  root.add_option("--config", globals.config, "configuration file")->capture_default_str();
  root.add_option("--state-dir", globals.state, "policies and their history")
      ->capture_default_str();
  root.add_option("--bpffs", globals.bpffs, "bpf filesystem for the pins")->capture_default_str();
  root.add_option("--systems", globals.systems,
                  "folder of the knowledge base, instead of the installed one");
  root.add_flag("--verbose,-v", globals.verbose, "show what libbpf says");
}

void build(CommandLine& line, Globals& globals) {
  add_globals(line.root(), globals);
  add_attach_commands(line);
  add_learning_commands(line);
  add_mode_commands(line);
  add_reading_commands(line);
  add_policy_commands(line);
  add_replay_commands(line);
  add_help_command(line);
  name_values(line.root());
}

std::string joined_words(int argc, char** argv) {
  std::string words;
  for (int i = 1; i < argc; ++i)
    words += (i > 1 ? " " : "") + std::string(argv[i]);
  return words;
}

Context make_context(const Globals& globals, bool config_named, std::string words) {
  Context context;
  context.place.pins = Pins(globals.bpffs);
  context.place.state = globals.state;
  context.place.warn = [](const Error& error) { warn(error.message, error.hint); };
  context.place.systems = default_system_folders();
  if (!globals.systems.empty()) context.place.systems = {globals.systems};
  context.command_line = std::move(words);
  context.config_file = globals.config;
  Result<Config> config = load_config(globals.config, config_named);
  if (config.ok()) context.config = std::move(*config);
  if (!config.ok()) context.config_error = config.error();
  return context;
}

Status run_chosen(CommandLine& line, const Globals& globals, std::string words) {
  const bool config_named = line.root().count("--config") > 0;
  const Context context = make_context(globals, config_named, std::move(words));
  const Status owned = make_files_for_owner_of(globals.state);
  if (!owned.ok()) context.place.warn(owned.error());
  // bypass is the way out: a broken config must not stand in it. doctor says what is wrong with it.
  const bool bypass = line.root().got_subcommand("bypass");
  const bool goes_on =
      bypass || line.root().got_subcommand("doctor") || line.root().got_subcommand("help");
  if (context.config_error && !goes_on) return *context.config_error;
  if (context.config_error && bypass)
    warn(context.config_error->message, "bypass goes on without it");
  return line.action()(context);
}

// "haguard policy apply"
std::string name_of(const CLI::App& app) {
  if (app.get_parent() == nullptr) return app.get_name();
  return name_of(*app.get_parent()) + " " + app.get_name();
}

const CLI::App& innermost(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty())
    app = app->get_subcommands().front();
  return *app;
}

// A mistyped command, which CLI11 does not name, and for which it shows the help of what is around.
std::optional<Error> unknown_command(const CLI::App& root) {
  const CLI::App& app = innermost(root);
  std::vector<std::string> commands;
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
    commands.push_back(one->get_name());
  const std::vector<std::string> words = app.remaining();
  if (commands.empty() || words.empty() || words.front().rfind('-', 0) == 0) return std::nullopt;
  return usage(fmt::format("read the command line: there is no command \"{}\"", words.front()),
               nearest_hint(words.front(), commands));
}

// CLI11's complaint in our form.
Error parse_error(const CLI::App& root, const CLI::ParseError& error) {
  return usage(fmt::format("read the command line: {}", error.what()),
               fmt::format("{} --help shows what it takes", name_of(innermost(root))));
}

// What a library throws ends the command, not the process.
Status run_safely(CommandLine& line, const Globals& globals, const std::string& words) {
  try {
    return run_chosen(line, globals, words);
  } catch (const std::exception& error) {
    return failed(fmt::format("run haguard {}: {}", words, error.what()),
                  "this is a bug of haguard; please report it with these words");
  }
}

// What was printed is on its way before an error is told.
int end_with(const Status& status) {
  const int error = finish_output();
  if (!status.ok()) {
    report(status.error());
    return static_cast<int>(status.error().kind);
  }
  if (error == 0) return EXIT_SUCCESS;
  // A reader that has seen enough, as head(1), wants no more words.
  if (error != EPIPE)
    report(system_error("write the output", error,
                        "what the command does is done: only its words were lost"));
  return static_cast<int>(ErrorKind::kFailed);
}

// The text of --help or --version.
int end_with_text(const CLI::App& root, const CLI::ParseError& asked) {
  std::ostringstream text;
  root.exit(asked, text, text);
  fmt::print("{}", text.str());
  return end_with(Done{});
}

}  // namespace

int run_command_line(int argc, char** argv) {
  keep_output_errors();
  Globals globals;
  CommandLine line;
  build(line, globals);
  try {
    line.root().parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (const auto unknown = unknown_command(line.root())) return end_with(*unknown);
    // --help and --version come this way, too.
    if (error.get_exit_code() == 0) return end_with_text(line.root(), error);
    return end_with(parse_error(line.root(), error));
  }
  install_libbpf_log(globals.verbose);
  return end_with(run_safely(line, globals, joined_words(argc, argv)));
}

}  // namespace haguard
