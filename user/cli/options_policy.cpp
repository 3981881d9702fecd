// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Options of the commands under `policy`.
#include "cli/commands.h"
#include "cli/options.h"

namespace haguard {
namespace {

auto add(CommandLine& line, CLI::App& policy, const char* name, const char* help,
         Status (*run)(const Context&, const PolicyArguments&)) {
  return line.command_of(policy, name, help, run);
}

void add_looks(CommandLine& line, CLI::App& policy) {
  auto [show, s] = add(line, policy, "show", "the policy as TOML", run_policy_show);
  add_link(show, s->link);
  show->add_flag("--candidate", s->candidate, "the candidate instead of the policy in force");
  auto [diff, d] = add(line, policy, "diff",
                       "what the candidate (or a file) would change; or between two generations",
                       run_policy_diff);
  diff->add_option("LINK GENERATION GENERATION", d->words,
                   "the link, where there are several; one generation: compared with the policy in "
                   "force; two: the first with the second")
      ->expected(0, 3);
  add_json(diff, d->json);
  diff->add_option("--file", d->file, "compare with this policy file");
  auto [check, k] =
      add(line, policy, "check", "read a policy file and say what is wrong", run_policy_check);
  check->add_option("FILE", k->file, "policy file, or - for standard input")->required();
  check->add_option("--link", k->link, "check against the ports of this link");
}

void add_changes(CommandLine& line, CLI::App& policy) {
  auto [apply, a] = add(line, policy, "apply", "put a policy file in force, whole or not at all",
                        run_policy_apply);
  apply->add_option("FILE", a->file, "policy file, or - for standard input")->required();
  apply->add_option("--link", a->link,
                    "link, where the file does not say; not another one than it says");
  add_comment(apply, a->comment);
  add_confirm(apply, a->confirm);
  add_force(apply, a->force);
  auto [history, h] = add(line, policy, "history", "the policies that were in force, by generation",
                          run_policy_history);
  add_link(history, h->link);
  add_json(history, h->json);
  auto [rollback, r] =
      add(line, policy, "rollback", "put an earlier policy in force again", run_policy_rollback);
  rollback
      ->add_option("LINK GENERATION", r->words,
                   "the link, where there are several; which one, or the one before the present")
      ->expected(0, 2);
  add_comment(rollback, r->comment);
  add_confirm(rollback, r->confirm);
  add_force(rollback, r->force);
}

void add_new(CommandLine& line, CLI::App& policy) {
  auto [fresh, n] = line.command_of(
      policy, "new",
      "a policy to begin with, from the knowledge base: nothing was seen of the pair",
      run_policy_new);
  fresh->add_option("LINK", n->link, "name of the link that it is to be for")->required();
  fresh->add_option("--peer", n->peers, "a unit, NAME=ADDRESS@PORT; twice")->required();
  fresh->add_option("--system", n->system, "what the pair is, from the knowledge base");
}

void add_export(CommandLine& line, CLI::App& policy) {
  auto [exported, x] =
      add(line, policy, "export", "which protocols and ports to allow, for other firewalls",
          run_policy_export);
  add_link(exported, x->link);
  exported->add_option("--format", x->format, "markdown, nftables, iptables, asa-acl or json")
      ->default_val("markdown")
      ->check(CLI::IsMember({"markdown", "nftables", "iptables", "asa-acl", "json"}));
  exported->add_flag("--candidate", x->candidate, "the candidate instead of the policy in force");
}

}  // namespace

void add_policy_commands(CommandLine& line) {
  CLI::App* policy = line.root().add_subcommand("policy", "show, compare, check, apply, export");
  policy->require_subcommand(1);
  policy->group("Policies");
  add_looks(line, *policy);
  add_new(line, *policy);
  add_changes(line, *policy);
  add_export(line, *policy);
}

}  // namespace haguard
