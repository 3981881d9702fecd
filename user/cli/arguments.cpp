// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every option of every command in one place, so that names and help read alike. This file and
// command_line_tree.* are the ones that include CLI11.
#include "cli/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>

#include "base/nearest.h"
#include "base/output.h"
#include "base/owner.h"
#include "bpf/libbpf_log.h"
#include "cli/command_line_tree.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "systems/load.h"
#include "top/order.h"

namespace haguard {
namespace {

struct Globals {
  std::string config = "/etc/haguard/haguard.toml";
  std::string state = kDefaultState;
  std::string bpffs = kDefaultBpffs;
  std::string systems;
  bool verbose = false;
};

struct HelpArguments {
  std::vector<std::string> words;  // of a command
  std::string list;
  std::string texts;
  std::string folder;
};

// What is wrong with a number of things to show; empty where nothing is. CLI11 wraps -1 around.
std::string check_count(const std::string& word) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
  const bool is_whole = error == std::errc() && end == word.data() + word.size();
  return is_whole && count > 0 ? std::string() : fmt::format("\"{}\" is no number from 1 on", word);
}

// What the words chose; called once everything is parsed.
using Action = std::function<Status(const Context&)>;

class CommandLine {
 public:
  explicit CommandLine(Globals& globals) : globals_(globals) {}

  CLI::App& root() { return root_; }
  const Action& action() const { return action_; }
  void build();

 private:
  // A command whose options live as long as the command line.
  template <typename Arguments>
  std::pair<CLI::App*, std::shared_ptr<Arguments>> command(CLI::App& parent, const char* name,
                                                           const char* help,
                                                           Status (*run)(const Context&,
                                                                         const Arguments&)) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* app = parent.add_subcommand(name, help);
    if (&parent == &root_) app->group(group_);
    app->callback([this, arguments, run] {
      action_ = [arguments, run](const Context& context) { return run(context, *arguments); };
    });
    return {app, arguments};
  }

  static void add_link(CLI::App* app, std::string& link) {
    app->add_option("LINK", link, "name of the link; may be left out where there is one");
  }
  static void add_json(CLI::App* app, bool& json) {
    app->add_flag("--json", json, "machine-readable, schema 1");
  }

  static void add_comment(CLI::App* app, std::string& comment) {
    app->add_option("--comment", comment, "why, for the history");
  }
  static void add_confirm(CLI::App* app, std::string& confirm) {
    app->add_option("--confirm", confirm,
                    "fall back to audit after this time unless `haguard confirm` comes");
  }
  static void add_force(CLI::App* app, bool& force) {
    app->add_flag("--force", force, "in spite of what speaks against it; it is recorded");
  }

  void build_globals();
  void build_attach();
  void build_learning();
  void build_modes();
  void build_reading();
  void build_policy();
  void build_replay();
  void build_help();
  Status help(const Context& context, const HelpArguments& arguments);

  Globals& globals_;
  CLI::App root_{
      "Lets only the learned failover flows of an HA pair cross this firewall, counts them, "
      "and says why anything else was dropped."};
  std::string group_;  // of the commands that are being added: they share a manual page
  Action action_;
};

void CommandLine::build() {
  build_globals();
  build_attach();
  build_learning();
  build_modes();
  build_reading();
  build_policy();
  build_replay();
  build_help();
  name_values(root_);
}

void CommandLine::build_globals() {
  root_.name("haguard");
  root_.formatter(help_formatter());
  root_.require_subcommand(1);
  root_.set_version_flag("--version", std::string("haguard " HAGUARD_VERSION));
  root_.add_option("--config", globals_.config, "configuration file")->capture_default_str();
  root_.add_option("--state-dir", globals_.state, "policies and their history")
      ->capture_default_str();
  root_.add_option("--bpffs", globals_.bpffs, "bpf filesystem for the pins")->capture_default_str();
  root_.add_option("--systems", globals_.systems,
                   "folder of the knowledge base, instead of the installed one");
  root_.add_flag("--verbose,-v", globals_.verbose, "show what libbpf says");
}

void CommandLine::build_attach() {
  group_ = "The ports of a link";
  auto [attach, a] =
      command(root_, "attach", "put a link's ports under haguard; every frame passes", run_attach);
  attach->add_option("LINK", a->link, "name of the link")->required();
  attach->add_option("--ports", a->ports, "its interfaces, one a side: eth1,eth2")->delimiter(',');
  attach->add_option("--system", a->system, "what the pair is, from the knowledge base");
  attach->add_option("--scope", a->scope, "link: judge every frame; peers: only those of the pair")
      ->check(CLI::IsMember({"link", "peers"}));
  attach
      ->add_option("--vlan", a->vlan, "judge only frames with these tags, two at most, outer first")
      ->delimiter(',')
      ->check(CLI::Range(0, 4095));
  attach->add_flag("--generic", a->generic, "for drivers without native xdp; slower");
  attach
      ->add_option("--latency", a->latency,
                   "whose residence times are measured: off, heartbeats, or sampled: these and "
                   "one in 256 of the other frames")
      ->check(CLI::IsMember({"off", "heartbeats", "sampled"}));
  attach
      ->add_option("--forward", a->forward,
                   "how frames that pass leave: kernel: by its bridge or routing; redirect: "
                   "straight out of the other port")
      ->check(CLI::IsMember({"kernel", "redirect"}));
  attach->add_option("--max-flows", a->max_flows, "room for this many flows")
      ->check(CLI::Range(1, HG_MAX_FLOWS));
  attach->add_flag("--force", a->force,
                   "redirect in spite of what speaks against it; it is recorded");
  auto [upgrade, u] = command(
      root_, "upgrade", "exchange a link's program for this haguard's, without a gap", run_upgrade);
  add_link(upgrade, u->link);
  upgrade->add_flag("--again", u->again, "also when it is the same program");
  group_ = "The daemon";
  auto [run, r] =
      command(root_, "run", "the daemon: looks after the links until it is ended", run_run);
  run->add_flag("--once", r->once,
                "only what is due at its start: attach what the config names, exchange older "
                "programs");
  group_ = "The ports of a link";
  auto [detach, d] =
      command(root_, "detach", "take haguard off a link; its policy stays on disk", run_detach);
  detach->add_option("LINK", d->link, "name of the link")->required();
  add_force(detach, d->force);
}

void CommandLine::build_learning() {
  group_ = "Learning a policy";
  auto [learn, l] = command(root_, "learn",
                            "record what crosses the link, and make a candidate of it", run_learn);
  add_link(learn, l->link);
  learn->add_option("--for", l->duration, "how long: 90s, 15m, 1h; until Ctrl-C otherwise");
  learn->add_option("--peer", l->peers,
                    "a unit you know, NAME=ADDRESS@PORT; records only what names one");
  learn->add_option("--system", l->system, "what the pair is, from the knowledge base");
  learn->add_option("--pcap", l->pcap, "learn from a capture file instead");
  auto [review, r] =
      command(root_, "review", "the candidate: peers, flows, evidence, what is doubtful or missing",
              run_review);
  add_link(review, r->link);
  add_json(review, r->json);
  review->add_flag("--discard", r->discard, "no candidate any more; a copy of it is kept");
  auto [accept, c] = command(root_, "accept", "make the candidate the policy", run_accept);
  add_link(accept, c->link);
  add_comment(accept, c->comment);
  add_confirm(accept, c->confirm);
  add_force(accept, c->force);
}

void CommandLine::build_modes() {
  group_ = "What happens to frames";
  const auto add = [this](const char* name, const char* help, hg_mode mode) {
    auto [app, arguments] = command(root_, name, help, run_set_mode);
    arguments->mode = mode;
    add_link(app, arguments->link);
    return std::pair(app, arguments);
  };
  add("bypass", "pass everything, count only; one map write", HG_MODE_BYPASS);
  add("audit", "pass everything, count what enforce would drop", HG_MODE_AUDIT);
  auto [enforce, e] = add("enforce", "drop what the policy does not allow", HG_MODE_ENFORCE);
  add_confirm(enforce, e->confirm);
  add_force(enforce, e->force);
  auto [forward, w] = command(
      root_, "forward", "how frames that pass leave this machine; or change that", run_forward);
  add_link(forward, w->link);
  add_json(forward, w->json);
  forward
      ->add_option("--set", w->set,
                   "from now on: kernel: by its bridge or routing; redirect: straight out of the "
                   "other port")
      ->check(CLI::IsMember({"kernel", "redirect"}));
  add_force(forward, w->force);
  auto [confirm, f] = command(root_, "confirm", "keep enforcing past the deadline", run_confirm);
  add_link(confirm, f->link);
  auto [mode, m] = command(root_, "mode", "show the mode", run_mode);
  add_link(mode, m->link);
  add_json(mode, m->json);
}

void CommandLine::build_reading() {
  group_ = "Looking at a link";
  const auto add = [this](const char* name, const char* help,
                          Status (*run)(const Context&, const LinkArguments&)) {
    auto [app, arguments] = command(root_, name, help, run);
    add_link(app, arguments->link);
    add_json(app, arguments->json);
  };
  add("status", "mode, policy, ports, drops", run_status);
  add("flows", "the flows of the policy and what they carried", run_flows);
  add("peers", "the units and whether they are heard", run_peers);
  auto [doctor, x] =
      command(root_, "doctor", "look for what is wrong with the machine or a link", run_doctor);
  doctor->add_option("LINK", x->link, "name of the link; all of them where left out");
  add_json(doctor, x->json);
  doctor
      ->add_option("--ports", x->ports, "interfaces of a link that is not attached yet: eth1,eth2")
      ->delimiter(',');
  doctor->add_flag("--all", x->all, "each check that found nothing, too");
  auto [counters, c] = command(root_, "counters", "frames by port and reason", run_counters);
  add_link(counters, c->link);
  add_json(counters, c->json);
  counters->add_flag("--all", c->all, "also reasons without frames");
  auto [metrics, t] = command(root_, "metrics",
                              "every link's metrics in the text format of Prometheus", run_metrics);
  metrics->add_option("--output", t->output, "into this file, replaced whole: for node_exporter");
  auto [latency, y] =
      command(root_, "latency", "how long things take: percentiles and histograms", run_latency);
  add_link(latency, y->link);
  add_json(latency, y->json);
  latency->add_option("--for", y->duration,
                      "only what comes from now on, for this long: 10s, 5m; else all since attach");
  latency
      ->add_option("--set", y->set,
                   "from now on measure residence of: off, heartbeats, or sampled: these and one "
                   "in 256 of the other frames")
      ->check(CLI::IsMember({"off", "heartbeats", "sampled"}));
  auto [events, e] = command(root_, "events", "what happened to a link, oldest first", run_events);
  add_link(events, e->link);
  add_json(events, e->json);
  events->add_flag("--follow", e->follow, "and those to come, until Ctrl-C");
  events->add_option("--since", e->since, "only what is younger than this: 90s, 15m, 1h, 2d");
  events->add_option("--last", e->count, "only this many, the newest")->check(check_count);
  auto [drops, d] = command(root_, "drops", "watch dropped frames as they come", run_drops);
  add_link(drops, d->link);
  add_json(drops, d->json);
  drops->add_option("--for", d->duration, "how long: 10s, 5m; until Ctrl-C otherwise");
  drops->add_option("--count", d->count, "stop after this many")->check(check_count);
  auto [top, o] = command(root_, "top", "a link as it is now: rates of ports and flows", run_top);
  top->add_option("LINK", o->link, "name of the link; all of them where left out");
  top->add_option("--every", o->every, "how long between two looks: 1s, 500ms, 10s")
      ->capture_default_str();
  top->add_option("--by", o->order, "which flows stand first: rate, bytes, last, name")
      ->capture_default_str()
      ->check(CLI::IsMember(order_names()));
  top->add_option("--count", o->count, "as plain text, and stop after this many")
      ->check(check_count);
}

void CommandLine::build_policy() {
  CLI::App* policy = root_.add_subcommand("policy", "show, compare, check, apply, export");
  policy->require_subcommand(1);
  policy->group("Policies");
  const auto add = [&](const char* name, const char* help,
                       Status (*run)(const Context&, const PolicyArguments&)) {
    return command(*policy, name, help, run);
  };
  auto [show, s] = add("show", "the policy as TOML", run_policy_show);
  add_link(show, s->link);
  show->add_flag("--candidate", s->candidate, "the candidate instead of the policy in force");
  auto [diff, d] =
      add("diff", "what the candidate (or a file) would change; or between two generations",
          run_policy_diff);
  diff->add_option("LINK GENERATION GENERATION", d->words,
                   "the link, where there are several; one generation: compared with the policy in "
                   "force; two: the first with the second")
      ->expected(0, 3);
  add_json(diff, d->json);
  diff->add_option("--file", d->file, "compare with this policy file");
  auto [check, k] = add("check", "read a policy file and say what is wrong", run_policy_check);
  check->add_option("FILE", k->file, "policy file, or - for standard input")->required();
  check->add_option("--link", k->link, "check against the ports of this link");
  auto [apply, a] =
      add("apply", "put a policy file in force, whole or not at all", run_policy_apply);
  apply->add_option("FILE", a->file, "policy file, or - for standard input")->required();
  apply->add_option("--link", a->link,
                    "link, where the file does not say; not another one than it says");
  add_comment(apply, a->comment);
  add_confirm(apply, a->confirm);
  add_force(apply, a->force);
  auto [history, h] =
      add("history", "the policies that were in force, by generation", run_policy_history);
  add_link(history, h->link);
  add_json(history, h->json);
  auto [rollback, r] = add("rollback", "put an earlier policy in force again", run_policy_rollback);
  rollback
      ->add_option("LINK GENERATION", r->words,
                   "the link, where there are several; which one, or the one before the present")
      ->expected(0, 2);
  add_comment(rollback, r->comment);
  add_confirm(rollback, r->confirm);
  add_force(rollback, r->force);
  auto [exported, x] =
      add("export", "which protocols and ports to allow, for other firewalls", run_policy_export);
  add_link(exported, x->link);
  exported->add_option("--format", x->format, "markdown, nftables, iptables, asa-acl or json")
      ->default_val("markdown")
      ->check(CLI::IsMember({"markdown", "nftables", "iptables", "asa-acl", "json"}));
  exported->add_flag("--candidate", x->candidate, "the candidate instead of the policy in force");
}

void CommandLine::build_replay() {
  group_ = "What a policy would do";
  const auto add_policy = [](CLI::App* app, std::string& file, bool& candidate) {
    CLI::Option* own =
        app->add_flag("--candidate", candidate, "the candidate instead of the policy in force");
    app->add_option("--policy", file, "this policy file, or - for standard input")->excludes(own);
  };
  auto [replay, r] =
      command(root_, "replay", "put the frames of a capture to a policy", run_replay);
  replay->add_option("FILE", r->capture, "a pcap or pcapng file")->required();
  add_link(replay, r->link);
  add_json(replay, r->json);
  add_policy(replay, r->policy, r->candidate);
  replay->add_option("--peer", r->peers,
                     "where a unit was, NAME=ADDRESS@PORT, instead of where the policy has it");
  replay->add_flag("--strict", r->strict, "exit code 1 when a frame would be dropped");
  auto [explain, e] = command(
      root_, "explain", "why a frame passes or is dropped, and what would allow it", run_explain);
  explain
      ->add_option("LINK HEX", e->words,
                   "the link, where there are several; the frame in hexadecimal, as \"bytes\" of "
                   "drops --json, or - for standard input")
      ->required()
      ->expected(1, 1 << 16);
  explain->add_option("--port", e->port, "where it came in")->required();
  add_json(explain, e->json);
  add_policy(explain, e->policy, e->candidate);
  explain
      ->add_option(
          "--length", e->length,
          "how long it was, where these bytes are its beginning: \"length\" of drops --json")
      ->check(CLI::Range(1, 65535));
}

// Hidden, but there for who types it.
void CommandLine::build_help() {
  auto arguments = std::make_shared<HelpArguments>();
  CLI::App* app = root_.add_subcommand("help", "how a command is used")->group("");
  app->add_option("COMMAND", arguments->words, "the command");
  app->add_option("--list", arguments->list, "names, one a line: of links or systems")
      ->check(CLI::IsMember({"links", "systems"}));
  CLI::Option* texts =
      app->add_option("--texts", arguments->texts, "hand-written parts of the manual");
  app->add_option("--write", arguments->folder, "manual pages and completions into this folder")
      ->needs(texts);
  app->callback([this, arguments] {
    action_ = [this, arguments](const Context& context) { return help(context, *arguments); };
  });
}

Status CommandLine::help(const Context& context, const HelpArguments& arguments) {
  if (!arguments.list.empty()) return list_names(context, arguments.list);
  if (!arguments.folder.empty())
    return write_manual(tree_of(root_), arguments.texts, arguments.folder);
  const CLI::App* app = &root_;
  for (const std::string& word : arguments.words) {
    const auto named =
        app->get_subcommands([&](const CLI::App* one) { return one->get_name() == word; });
    if (named.empty())
      return usage(fmt::format("show help: there is no command \"{}\"", word),
                   "haguard --help shows them");
    app = named.front();
  }
  // Not that of this very command.
  root_.clear();
  fmt::print("{}", app->help());
  return Done{};
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
  CommandLine line(globals);
  line.build();
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
