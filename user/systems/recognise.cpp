// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "systems/recognise.h"

#include <algorithm>
#include <cstddef>

namespace haguard {
namespace {

// Parts of the score, together 100.
constexpr unsigned kForSignatures = 30;
constexpr unsigned kForRequired = 20;
constexpr unsigned kForExplained = 50;

bool seen(const SystemFlow& entry, const std::vector<FlowFacts>& flows) {
  return std::any_of(flows.begin(), flows.end(),
                     [&](const FlowFacts& facts) { return matches(entry, facts); });
}

unsigned share(unsigned part, std::size_t count, std::size_t of) {
  return of == 0 ? part : static_cast<unsigned>(part * count / of);
}

bool explained_by(const System& system, const FlowFacts& facts) {
  return std::any_of(system.flows.begin(), system.flows.end(),
                     [&](const SystemFlow& entry) { return matches(entry, facts); });
}

// What tells systems apart: all but what the background entries name (ARP, ND, ICMP, ...), unless a
// system claims it as its signature.
std::vector<FlowFacts> distinctive(const std::vector<FlowFacts>& flows,
                                   const std::vector<System>& systems) {
  std::vector<FlowFacts> kept;
  for (const FlowFacts& facts : flows) {
    bool background = false;
    bool signature = false;
    for (const System& system : systems) {
      background = background || (system.background && explained_by(system, facts));
      signature =
          signature ||
          std::any_of(system.flows.begin(), system.flows.end(), [&](const SystemFlow& entry) {
            return entry.signature != Signature::kNone && matches(entry, facts);
          });
    }
    if (signature || !background) kept.push_back(facts);
  }
  return kept;
}

Recognised judge(const System& system, const std::vector<FlowFacts>& flows) {
  Recognised result;
  result.system = system.id;
  result.title = system.title;
  std::size_t signatures = 0;
  std::size_t signatures_seen = 0;
  std::size_t required = 0;
  std::size_t required_seen = 0;
  for (const SystemFlow& entry : system.flows) {
    const bool present = seen(entry, flows);
    const bool strong = entry.signature == Signature::kStrong;
    if (present && entry.signature != Signature::kNone) result.seen.push_back(entry.label);
    signatures += strong ? 1 : 0;
    signatures_seen += strong && present ? 1 : 0;
    if (entry.need != FlowNeed::kRequired) continue;
    ++required;
    if (is_satisfied(system, entry, flows))
      ++required_seen;
    else
      result.absent.push_back(entry.label);
  }
  if (signatures_seen == 0) return result;
  const auto explained = static_cast<std::size_t>(
      std::count_if(flows.begin(), flows.end(),
                    [&](const FlowFacts& facts) { return explained_by(system, facts); }));
  result.score = share(kForSignatures, signatures_seen, signatures) +
                 share(kForRequired, required_seen, required) +
                 share(kForExplained, explained, flows.size());
  return result;
}

// Which of `flows` bear a strong signature of the system.
std::vector<std::size_t> signed_flows(const System& system, const std::vector<FlowFacts>& flows) {
  std::vector<std::size_t> signed_by;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const bool strong =
        std::any_of(system.flows.begin(), system.flows.end(), [&](const SystemFlow& entry) {
          return entry.signature == Signature::kStrong && matches(entry, flows[i]);
        });
    if (strong) signed_by.push_back(i);
  }
  return signed_by;
}

// Best first: a system is in use if it explains a flow that no better one does; equally good ones
// that explain the same flow are rivals.
void mark_in_use(std::vector<Recognised>& results, const std::vector<FlowFacts>& flows,
                 const std::vector<System>& systems) {
  std::vector<Recognised*> explainer(flows.size(), nullptr);
  for (Recognised& result : results) {
    for (const std::size_t flow : signed_flows(*find_system(systems, result.system), flows)) {
      Recognised*& first = explainer[flow];
      if (first != nullptr && first->score > result.score) continue;
      result.in_use = true;
      if (first == nullptr)
        first = &result;
      else
        first->rival = result.rival = true;
    }
  }
}

}  // namespace

bool is_satisfied(const System& system, const SystemFlow& entry,
                  const std::vector<FlowFacts>& flows) {
  if (seen(entry, flows)) return true;
  return std::any_of(entry.instead.begin(), entry.instead.end(), [&](const std::string& name) {
    const SystemFlow* other = find_flow(system, name);
    return other != nullptr && seen(*other, flows);
  });
}

std::vector<Recognised> recognise(const std::vector<FlowFacts>& flows,
                                  const std::vector<System>& systems) {
  const std::vector<FlowFacts> telling = distinctive(flows, systems);
  std::vector<Recognised> results;
  for (const System& system : systems) {
    if (system.background) continue;
    Recognised result = judge(system, telling);
    if (result.score > 0) results.push_back(std::move(result));
  }
  std::stable_sort(results.begin(), results.end(),
                   [](const Recognised& a, const Recognised& b) { return a.score > b.score; });
  mark_in_use(results, telling, systems);
  return results;
}

std::string unambiguous(const std::vector<Recognised>& recognised) {
  if (recognised.empty() || recognised.front().rival) return {};
  return recognised.front().system;
}

}  // namespace haguard
