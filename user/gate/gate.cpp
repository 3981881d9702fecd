// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "gate/gate.h"

#include <fmt/format.h>

#include "gate/objections.h"

namespace haguard {
namespace {

void object_to_policy(const GateFacts& facts, Objections& objections) {
  if (!facts.has_flows && facts.policy)
    objections.push_back(
        {"its policy is set aside while haguard learn --peer runs", "let it end, or end it"});
  else if (!facts.has_flows)
    objections.push_back(
        {"it has no policy, so nothing could pass: nothing was ever learned and accepted",
         fmt::format("haguard learn {0}, then review and accept", facts.link)});
  if (facts.policy_error)
    objections.push_back({"its policy cannot be read: " + facts.policy_error->message,
                          fmt::format("put it in force again: haguard policy rollback {}, or "
                                      "haguard policy apply",
                                      facts.link)});
}

void object_to_candidate(const GateFacts& facts, Objections& objections) {
  if (!facts.candidate_is_newer) return;
  objections.push_back(
      {"there is a candidate newer than the policy in force, and it differs",
       fmt::format("haguard review {0}, then haguard accept {0}; or haguard review {0} --discard",
                   facts.link)});
}

}  // namespace

std::vector<Objection> judge(const GateFacts& facts) {
  Objections objections;
  object_to_policy(facts, objections);
  object_to_candidate(facts, objections);
  if (facts.policy && facts.has_flows) {
    object_to_resolution(facts, *facts.policy, objections);
    object_to_directions(facts, *facts.policy, objections);
    object_to_would_drops(facts, *facts.policy, objections);
    object_to_lost_flows(facts, *facts.policy, objections);
  }
  object_to_bare_ports(facts, objections);
  object_to_ports(facts, objections);
  return objections;
}

std::string count_words(const std::vector<Objection>& objections) {
  return fmt::format("{} thing{} against it", objections.size(),
                     objections.size() == 1 ? " speaks" : "s speak");
}

}  // namespace haguard
