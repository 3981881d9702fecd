// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/check_parts.h"

namespace haguard {
namespace {

// The ports of the link, or, where there is none, those that the policy names.
std::vector<std::string> ports_or_named(const Policy& policy,
                                        const std::vector<std::string>& ports) {
  if (!ports.empty()) return ports;
  std::set<std::string> named;
  for (const Peer& peer : policy.peers)
    named.insert(peer.port);
  return {named.begin(), named.end()};
}

bool is_error(const Problem& problem) {
  return problem.severity == ProblemSeverity::kError;
}

// What is wrong with the whole has the file alone.
std::string place_of(const Problem& problem, const SourceMap* places) {
  if (places == nullptr) return {};
  if (problem.subject == Subject::kPolicy) return places->file + ": ";
  const auto& named = problem.subject == Subject::kPeer ? places->peers : places->flows;
  const auto found = named.find(problem.name);
  return found == named.end()
             ? places->file + ": "
             : fmt::format("{}:{}:{}: ", places->file, found->second.line, found->second.column);
}

}  // namespace

std::vector<Problem> check_policy(const Policy& policy, const std::vector<std::string>& ports) {
  Problems problems;
  check_peers(policy, ports, problems);
  check_flows(policy, problems);
  // Without a side for every peer there are no keys; check_peers has said why.
  const auto roster = Roster::make(policy.peers, ports_or_named(policy, ports));
  if (roster) check_overlaps(policy, *roster, problems);
  check_pairs(policy, problems);
  std::vector<Problem> found = problems.take();
  std::stable_partition(found.begin(), found.end(), is_error);
  return found;
}

bool has_errors(const std::vector<Problem>& problems) {
  return std::any_of(problems.begin(), problems.end(), is_error);
}

std::string format_problem(const Problem& problem, const SourceMap* places) {
  std::string text = place_of(problem, places) + (is_error(problem) ? "error: " : "warning: ");
  if (problem.subject != Subject::kPolicy)
    text += fmt::format("{} \"{}\": ", problem.subject == Subject::kPeer ? "peer" : "flow",
                        problem.name);
  text += problem.message;
  if (!problem.hint.empty()) text += "; " + problem.hint;
  return text;
}

std::string list_errors(const std::vector<Problem>& problems, const SourceMap* places) {
  constexpr std::size_t kShown = 20;
  std::string text;
  std::size_t errors = 0;
  for (const Problem& problem : problems)
    if (is_error(problem) && ++errors <= kShown) text += "\n  " + format_problem(problem, places);
  if (errors > kShown) text += fmt::format("\n  and {} more", errors - kShown);
  return text;
}

}  // namespace haguard
