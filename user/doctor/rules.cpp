// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "doctor/rules.h"

#include <fmt/format.h>

#include <sstream>

#include "doctor/verdicts.h"

namespace haguard {
namespace {

std::string counted(unsigned count, const char* what) {
  return fmt::format("{} {} rule{}", count, what, count == 1 ? "" : "s");
}

// PREROUTING as the hook "prerouting"; empty for a chain that is not the kernel's.
std::string hook_of(const std::string& chain) {
  if (chain == "PREROUTING") return "prerouting";
  if (chain == "FORWARD") return "forward";
  if (chain == "POSTROUTING") return "postrouting";
  return {};
}

// What follows -j or -g.
std::string target_of(const std::string& rule) {
  std::istringstream words(rule);
  for (std::string word; words >> word;)
    if ((word == "-j" || word == "-g") && words >> word) return word;
  return {};
}

void add_target(const std::string& target, Verdicts& verdicts) {
  if (target == "DROP") ++verdicts.drops;
  if (target == "REJECT") ++verdicts.rejects;
  if (target == "NFQUEUE") ++verdicts.queues;
  if (!target.empty()) verdicts.targets.insert(target);
}

}  // namespace

std::string HookChain::to_string() const {
  std::vector<std::string> parts;
  if (drops_by_policy) parts.emplace_back("policy drop");
  if (drops > 0) parts.push_back(counted(drops, "drop"));
  if (rejects > 0) parts.push_back(counted(rejects, "reject"));
  if (queues > 0) parts.push_back(counted(queues, "queue"));
  const std::string place =
      devices.empty() ? hook : fmt::format("{} of {}", hook, fmt::join(devices, ", "));
  return fmt::format("{}table {} {}, chain {} (hook {}): {}", tool == "nft" ? "" : tool + ": ",
                     family, table, chain, place, fmt::join(parts, ", "));
}

std::string HookChain::command() const {
  if (tool == "nft") return fmt::format("nft list chain {} {} {}", family, table, chain);
  return fmt::format("{} -t {} -nvL {}", tool, table, chain);
}

std::vector<HookChain> parse_iptables_save(const std::string& text, const std::string& family) {
  std::vector<HookChain> hooks;
  std::string table;
  VerdictsByChain chains;
  std::vector<HookChain> of_table;
  std::istringstream lines(text);
  const auto finish_table = [&] {
    for (HookChain& chain : of_table) {
      add_reachable(chains, chain.chain, chain);
      hooks.push_back(chain);
    }
    of_table.clear();
    chains.clear();
  };
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line.empty() ? line : line.substr(1));
    std::string first;
    std::string second;
    words >> first >> second;
    if (line.rfind('*', 0) == 0) table = first;
    if (line == "COMMIT") finish_table();
    if (line.rfind(':', 0) == 0 && !hook_of(first).empty()) {
      HookChain chain;
      chain.tool = family == "ip6" ? "ip6tables-legacy" : "iptables-legacy";
      chain.family = family;
      chain.table = table;
      chain.chain = first;
      chain.hook = hook_of(first);
      chain.drops_by_policy = second == "DROP";
      of_table.push_back(chain);
    }
    if (line.rfind("-A ", 0) == 0) add_target(target_of(line), chains[second]);
  }
  finish_table();
  return hooks;
}

}  // namespace haguard
