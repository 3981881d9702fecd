// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/pass_gate.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/printable.h"
#include "cli/snapshot.h"
#include "gate/forward.h"
#include "gate/gate.h"
#include "gate/read.h"
#include "link/apply.h"
#include "link/control.h"
#include "link/forward.h"
#include "link/link.h"
#include "link/note.h"

namespace haguard {
namespace {

struct GatedChange {
  const Link& link;
  std::string command;  // what the operator typed
  std::string stays;    // what a refusal leaves
  bool force = false;
};

Error refusal(const GatedChange& change, const std::vector<Objection>& objections) {
  std::string text = fmt::format("{}: {}", change.command, count_words(objections));
  for (const Objection& objection : objections)
    text += fmt::format("\n  - {}\n    remedy: {}", printable(objection.text),
                        printable(objection.remedy));
  return refused(text,
                 fmt::format("{}; to do it all the same, which is recorded: haguard {} --force",
                             change.stays, change.command));
}

// Empty objections pass.
Status settle(const GatedChange& change, const std::vector<Objection>& objections) {
  if (objections.empty()) return Done{};
  if (!change.force) return refusal(change, objections);
  std::vector<std::string> details;
  for (const Objection& objection : objections) {
    warn("forced past the gate: " + printable(objection.text), printable(objection.remedy));
    details.push_back(objection.text);
  }
  note(change.link, "forced",
       fmt::format("{} was forced past the gate: {} objections", change.command, objections.size()),
       std::move(details));
  return Done{};
}

void warn_unread(const std::vector<Error>& unread) {
  for (const Error& error : unread)
    warn("the gate could not judge everything: " + error.message, error.hint);
}

}  // namespace

Status pass_gate(const Context& context, const Link& link, bool force) {
  const GateFacts facts = read_gate_facts(link, knowledge_base(context));
  warn_unread(facts.unread);
  return settle({link, "enforce " + link.name, "the mode is as it was", force}, judge(facts));
}

Status pass_policy_gate(const Context& context, const Link& link, const Policy& next,
                        const std::string& command, bool force) {
  HG_TRY(const ModeState mode, read_mode(link.maps.control));
  if (!mode.leased && effective_mode(mode, monotonic_ns()) != HG_MODE_ENFORCE) return Done{};
  HG_TRY(const GateFacts facts, read_gate_facts(link, knowledge_base(context), next));
  warn_unread(facts.unread);
  return settle({link, command, "the policy in force is as it was", force}, judge(facts));
}

Status pass_forward_gate(const Link& link, hg_forward forward, bool force) {
  const ForwardFacts facts = read_forward_facts(link.name, link.ports());
  warn_unread(facts.unread);
  const std::string command = fmt::format("forward {} --set {}", link.name, forward_name(forward));
  return settle({link, command, "frames go the way they went", force},
                judge_forward(facts, forward));
}

Status pass_detach_gate(const Link& link, bool force) {
  HG_TRY(const hg_forward forward, read_forward(link));
  if (forward == HG_FORWARD_KERNEL) return Done{};
  const ForwardFacts facts = read_forward_facts(link.name, link.ports());
  warn_unread(facts.unread);
  return settle({link, "detach " + link.name, "it is attached as before", force},
                judge_forward(facts, HG_FORWARD_KERNEL));
}

Result<bool> pass_attach_gate(const Place& place, const AttachOptions& options, bool force) {
  HG_TRY(const bool redirects, would_redirect(place, options));
  if (!redirects) return true;
  const ForwardFacts facts = read_forward_facts(options.name, options.ports);
  warn_unread(facts.unread);
  const std::vector<Objection> objections = judge_forward(facts, HG_FORWARD_REDIRECT);
  Link link;
  link.name = options.name;
  link.place = place;
  if (options.forward || force) {
    const std::string command = fmt::format("attach {} --ports {} --forward redirect", options.name,
                                            fmt::join(options.ports, ","));
    HG_CHECK(settle({link, command, "nothing was attached", force}, objections));
    return true;
  }
  for (const Objection& objection : objections)
    warn(fmt::format("attach {}: redirect, as it was chosen before, waits: {}", options.name,
                     printable(objection.text)),
         printable(objection.remedy));
  return objections.empty();
}

}  // namespace haguard
