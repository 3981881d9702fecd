// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// policy show, diff, check, apply, export.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/say.h"
#include "base/units.h"
#include "cli/change_policy.h"
#include "cli/commands.h"
#include "cli/generation_words.h"
#include "cli/policy_choice.h"
#include "cli/snapshot.h"
#include "cli/table.h"
#include "export/export.h"
#include "link/apply.h"
#include "link/lock.h"
#include "policy/check.h"
#include "policy/describe.h"
#include "policy/diff.h"
#include "policy/text.h"
#include "systems/match.h"

namespace haguard {
namespace {

// What `other` is compared with: the policy in force, or nothing where there is none.
Result<Policy> base_of(const Context& context, const std::string& link) {
  Result<Policy> policy = chosen_policy(context, link, false);
  if (!policy.ok() && policy.error().kind == ErrorKind::kNotFound) return Policy{link, "", {}, {}};
  return policy;
}

// Ports of the link where it is attached, else those that the policy itself names.
std::vector<std::string> ports_of(const Context& context, const Policy& policy) {
  if (const Result<Link> link = open_link(context.place, policy.link); link.ok())
    return link->ports();
  return ports_named_by(policy);
}

}  // namespace

Status run_policy_show(const Context& context, const PolicyArguments& arguments) {
  HG_TRY(const Policy policy, chosen_policy(context, arguments.link, arguments.candidate));
  fmt::print("{}", format_policy(policy));
  return Done{};
}

Status run_policy_diff(const Context& context, const PolicyArguments& arguments) {
  HG_TRY(const GenerationWords words, parse_generation_words(arguments.words));
  HG_TRY(const std::string name, choose_link(context.place, words.link));
  const Store store(context.place, name);
  const std::vector<std::uint32_t>& named = words.generations;
  HG_TRY(const Policy before,
         named.size() == 2 ? store.history().policy(named[0]) : base_of(context, name));
  HG_TRY(const Policy other, !named.empty()           ? store.history().policy(named.back())
                             : arguments.file.empty() ? store.candidate()
                                                      : policy_of(arguments.file));
  const PolicyDiff diff = diff_policies(before, other);
  if (arguments.json)
    fmt::print("{}\n",
               diff_to_json(diff).dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  else
    fmt::print("{}", format_diff(diff));
  return Done{};
}

Status run_policy_check(const Context& context, const PolicyArguments& arguments) {
  HG_TRY(const PolicyFile file, read_policy(arguments.file));
  const Policy& policy = file.policy;
  std::vector<std::string> ports;
  if (!arguments.link.empty()) {
    HG_TRY(const Link link, open_link(context.place, arguments.link));
    ports = link.ports();
  } else if (const Result<Link> link = open_link(context.place, policy.link); link.ok()) {
    ports = link->ports();
  }
  const std::vector<Problem> problems = check_policy(policy, ports);
  for (const Problem& problem : problems)
    fmt::print("{}\n", printable(format_problem(problem, &file.places)));
  if (has_errors(problems))
    return usage(fmt::format("check {}: the lines above say what is wrong", arguments.file));
  fmt::print("{}: {}, {}\n", arguments.file, describe_size(policy),
             format_counted(problems.size(), "warning"));
  return Done{};
}

Status run_policy_apply(const Context& context, const PolicyArguments& arguments) {
  HG_TRY(const PolicyFile file, read_policy(arguments.file));
  const Policy& policy = file.policy;
  HG_CHECK(check_same_link(policy, arguments.link,
                           fmt::format("put {} in force on {}", arguments.file, arguments.link),
                           fmt::format("leave --link out, or correct link in {}", arguments.file)));
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  HG_TRY(const Link link,
         open_chosen(context, arguments.link.empty() ? policy.link : arguments.link));
  const PolicyChange change{policy,
                            {"apply", arguments.comment},
                            "policy apply " + arguments.file,
                            arguments.confirm,
                            arguments.force,
                            &file.places};
  HG_TRY(const std::uint32_t generation, change_policy(context, link, change));
  fmt::print("{}: policy generation {} in force: {}\n", link.name, generation,
             describe_size(policy));
  print_trial(link, arguments.confirm);
  for (const Problem& problem : check_policy(policy, link.ports()))
    say("haguard: {}\n", printable(format_problem(problem, &file.places)));
  return Done{};
}

Status run_policy_export(const Context& context, const PolicyArguments& arguments) {
  HG_TRY(const Policy policy, chosen_policy(context, arguments.link, arguments.candidate));
  HG_TRY(const ExportFormat format, parse_export_format(arguments.format));
  ExportOptions options;
  options.ports = ports_of(context, policy);
  const std::vector<System> systems = knowledge_base(context);
  for (const Flow& flow : policy.flows)
    options.labels.push_back(label_text(labels_of(facts_of(flow), systems, policy.system)));
  HG_TRY(const std::string text, export_policy(policy, format, options));
  fmt::print("{}", text);
  return Done{};
}

}  // namespace haguard
