// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// policy history and policy rollback.
#include "link/history.h"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "cli/change_policy.h"
#include "cli/commands.h"
#include "cli/generation_words.h"
#include "cli/table.h"
#include "link/apply.h"
#include "link/lock.h"
#include "link/store.h"
#include "policy/describe.h"

namespace haguard {
namespace {

// Of the kernel where the link is attached, else what the next attach brings back.
Result<std::uint32_t> generation_in_force(const Context& context, const std::string& name) {
  if (const Result<Link> link = open_link(context.place, name); link.ok()) {
    HG_TRY(const hg_head head, read_head(*link));
    return head.generation;
  }
  HG_TRY(const SavedState saved, Store(context.place, name).state());
  return saved.generation;
}

std::string when(std::int64_t at) {
  char buffer[32];
  return at == 0 ? std::string("unknown") : std::string(format_wall(at, buffer));
}

void print_history(const std::vector<HistoryEntry>& entries, std::uint32_t in_force) {
  TextTable table({{"GENERATION", Align::kRight},
                   {"WHEN"},
                   {"WHO"},
                   {"HOW"},
                   {"PEERS", Align::kRight},
                   {"FLOWS", Align::kRight},
                   {"COMMENT"}});
  for (const HistoryEntry& entry : entries) {
    const bool current = entry.generation == in_force;
    table.add({{fmt::format("{}{}", current ? "* " : "", entry.generation),
                current ? Tone::kGood : Tone::kPlain},
               when(entry.at),
               printable(entry.who),
               printable(entry.how),
               std::to_string(entry.peers),
               std::to_string(entry.flows),
               printable(entry.comment)});
  }
  fmt::print("{}", table.to_string(use_colour()));
}

nlohmann::ordered_json to_json(const std::string& link, const std::vector<HistoryEntry>& entries,
                               std::uint32_t in_force) {
  nlohmann::ordered_json json = {{"schema", 1},
                                 {"link", link},
                                 {"in_force", in_force},
                                 {"policies", nlohmann::ordered_json::array()}};
  for (const HistoryEntry& entry : entries)
    json["policies"].push_back({{"generation", entry.generation},
                                {"at", entry.at},
                                {"who", entry.who},
                                {"how", entry.how},
                                {"comment", entry.comment},
                                {"peers", entry.peers},
                                {"flows", entry.flows}});
  return json;
}

// Of "rollback to 6": 6; of anything else 0.
std::uint32_t rolled_back_to(const HistoryEntry& entry) {
  unsigned target = 0;
  return std::sscanf(entry.how.c_str(), "rollback to %u", &target) == 1 ? target : 0;
}

// A rollback is its target once more: what was in force before that is before the rollback, too.
std::uint32_t original_of(const std::vector<HistoryEntry>& entries, std::uint32_t generation) {
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const std::uint32_t target = rolled_back_to(*entry);
    if (entry->generation == generation && target != 0 && target < generation) generation = target;
  }
  return generation;
}

// The newest policy that was in force before, and is another one.
Result<std::uint32_t> generation_to_restore(const Store& store,
                                            const std::vector<std::uint32_t>& named,
                                            std::uint32_t in_force) {
  if (!named.empty()) return named.front();
  HG_TRY(const auto entries, store.history().list());
  const std::uint32_t original = original_of(entries, in_force);
  const Result<Policy> present = store.history().policy(in_force);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->generation >= original) continue;
    const Result<Policy> earlier = store.history().policy(entry->generation);
    if (!earlier.ok() || !present.ok() || *earlier != *present) return entry->generation;
  }
  return not_found("roll back: there is no other policy before the present one",
                   "haguard policy history lists them");
}

}  // namespace

Status run_policy_history(const Context& context, const PolicyArguments& arguments) {
  HG_TRY(const std::string name, choose_link(context.place, arguments.link));
  HG_TRY(const std::uint32_t in_force, generation_in_force(context, name));
  HG_TRY(std::vector<HistoryEntry> entries, Store(context.place, name).history().list());
  // One above the present never came into force: a crash, or a full disk, was in the way.
  std::erase_if(entries, [&](const HistoryEntry& entry) { return entry.generation > in_force; });
  if (arguments.json)
    fmt::print("{}\n", to_json(name, entries, in_force)
                           .dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  else if (entries.empty() && in_force != 0)
    return failed(fmt::format("read the history of {}: generation {} is in force, but its text is "
                              "gone from {}",
                              name, in_force, context.place.state),
                  "haguard policy apply FILE puts one in force whose text is kept");
  else if (entries.empty())
    fmt::print("{}: no policy was in force yet\n", name);
  else
    print_history(entries, in_force);
  return Done{};
}

Status run_policy_rollback(const Context& context, const PolicyArguments& arguments) {
  HG_TRY(const GenerationWords words, parse_generation_words(arguments.words));
  if (words.generations.size() > 1)
    return usage("roll back: one generation at a time", "haguard policy history lists them");
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  HG_TRY(const Link link, open_chosen(context, words.link));
  const Store store(context.place, link.name);
  HG_TRY(const hg_head head, read_head(link));
  HG_TRY(const std::uint32_t target,
         generation_to_restore(store, words.generations, head.generation));
  HG_TRY(const Policy policy, store.history().policy(target));
  const PolicyChange change{policy,
                            {fmt::format("rollback to {}", target), arguments.comment},
                            fmt::format("policy rollback {} {}", link.name, target),
                            arguments.confirm,
                            arguments.force};
  HG_TRY(const std::uint32_t generation, change_policy(context, link, change));
  fmt::print("{}: policy generation {} in force, the same as {}: {}\n", link.name, generation,
             target, describe_size(policy));
  print_trial(link, arguments.confirm);
  return Done{};
}

}  // namespace haguard
