// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/pass_gate.h"

#include <fmt/format.h>

#include "base/who.h"
#include "cli/snapshot.h"
#include "cli/table.h"
#include "gate/gate.h"
#include "gate/read.h"
#include "link/events.h"

namespace haguard {
namespace {

Error refusal(const std::string& link, const std::vector<Objection>& objections) {
  std::string text = fmt::format("enforce {}: {} thing{} against it", link, objections.size(),
                                 objections.size() == 1 ? " speaks" : "s speak");
  for (const Objection& objection : objections)
    text += fmt::format("\n  - {}\n    remedy: {}", printable(objection.text),
                        printable(objection.remedy));
  return refused(text, fmt::format("the mode is as it was; to enforce all the same, which is "
                                   "recorded: haguard enforce {} --force",
                                   link));
}

// An event that cannot be written does not stop an operator who insists.
void record_forced(const Link& link, const std::vector<Objection>& objections) {
  Event event;
  event.kind = "forced";
  event.who = who();
  event.text = fmt::format("enforce was forced past the gate: {} objections", objections.size());
  for (const Objection& objection : objections)
    event.details.push_back(objection.text);
  const Status recorded = record_event(link.place, link.name, std::move(event));
  if (!recorded.ok()) link.place.warn(recorded.error());
}

}  // namespace

Status pass_gate(const Context& context, const Link& link, bool force) {
  const GateFacts facts = read_gate_facts(link, knowledge_base(context));
  for (const Error& error : facts.unread)
    warn("the gate could not judge everything: " + error.message, error.hint);
  const std::vector<Objection> objections = judge(facts);
  if (objections.empty()) return Done{};
  if (!force) return refusal(link.name, objections);
  for (const Objection& objection : objections)
    warn("forced past the gate: " + printable(objection.text), printable(objection.remedy));
  record_forced(link, objections);
  return Done{};
}

}  // namespace haguard
