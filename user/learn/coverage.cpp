// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>

#include "base/ip_protocol.h"
#include "base/seconds.h"
#include "base/units.h"
#include "learn/key.h"

namespace haguard {
namespace {

constexpr std::uint64_t kShortWindow = 60 * kSecondNs;
constexpr std::uint64_t kPollsWanted = 10;
constexpr std::uint64_t kQuietShare = 4;  // no new flow during the last quarter of the window

class Judge {
 public:
  explicit Judge(Draft& draft) : draft_(draft), coverage_(draft.candidate.coverage) {}

  void judge() {
    coverage_.started_ns = draft_.evidence.started_ns;
    coverage_.ended_ns = draft_.evidence.ended_ns;
    coverage_.not_recorded = draft_.evidence.not_recorded;
    coverage_.malformed = draft_.evidence.malformed;
    judge_pair();
    judge_resolution();
    judge_directions();
    judge_window();
    judge_systems();
    judge_losses();
    coverage_.verdict = Verdict::kReady;
    for (const CoverageFinding& finding : coverage_.findings)
      coverage_.verdict = std::max(coverage_.verdict, finding.verdict);
  }

 private:
  void find(Verdict verdict, std::string text, std::string hint = {}) {
    CoverageFinding finding{verdict, std::move(text), std::move(hint)};
    auto& findings = coverage_.findings;
    if (std::find(findings.begin(), findings.end(), finding) == findings.end())
      findings.push_back(std::move(finding));
  }

  std::uint64_t window() const {
    return coverage_.ended_ns > coverage_.started_ns ? coverage_.ended_ns - coverage_.started_ns
                                                     : 0;
  }

  // ARP and ND are counted as seen only from a unit.
  void judge_pair() {
    for (const CoverageFinding& remark : draft_.remarks)
      find(remark.verdict, remark.text, remark.hint);
    if (draft_.units.size() < 2)
      find(Verdict::kNotReady, fmt::format("{} of two units known", draft_.units.size()),
           "name both: --peer NAME=ADDRESS@PORT");
    for (const Unit& unit : draft_.units)
      if (unit.hosts.empty())
        find(Verdict::kNotReady,
             fmt::format("{} was not heard on {}", unit.peer.name, unit.peer.port),
             "is it up, and is it on that side?");
      else if (unit.peer.macs.empty())
        find(Verdict::kThin,
             fmt::format("{} was heard from virtual MACs alone: its own MAC is not known, and so "
                         "its frames are bound to none",
                         unit.peer.name),
             "learn longer: its ARP shows it; or add the mac to the peer");
    if (draft_.traffic.empty()) find(Verdict::kNotReady, "nothing of the pair was seen");
  }

  bool saw(bool (*predicate)(const hg_flow_key&)) const {
    return std::any_of(draft_.traffic.begin(), draft_.traffic.end(),
                       [&](const Traffic& traffic) { return predicate(traffic.observed->key); });
  }

  void judge_resolution() {
    const auto is_arp = [](const hg_flow_key& key) { return key.kind == HG_KIND_ARP; };
    const auto is_v4 = [](const hg_flow_key& key) { return key.kind == HG_KIND_IPV4; };
    const auto is_v6 = [](const hg_flow_key& key) { return key.kind == HG_KIND_IPV6; };
    coverage_.arp_seen = saw(is_arp);
    coverage_.nd_seen = saw(is_nd);
    if (coverage_.arp_seen)
      find(Verdict::kReady, "ARP was seen");
    else if (saw(is_v4))
      find(Verdict::kThin, "no ARP was seen between the units",
           "learn longer: entries live minutes");
    if (coverage_.nd_seen)
      find(Verdict::kReady, "neighbour discovery was seen");
    else if (saw(is_v6))
      find(Verdict::kThin, "no neighbour discovery was seen between the units", "learn longer");
  }

  // Beyond ARP, ND and membership: who sent.
  void judge_directions() {
    std::set<std::string> senders;
    bool active_only = false;
    for (std::size_t i = 0; i < flows().size(); ++i) {
      const Flow& flow = flows()[i];
      if (draft_.candidate.evidence[i].frames == 0 || is_plumbing(flow)) continue;
      senders.insert(flow.from);
      for (const SystemFlow* entry : entries_in_use(draft_, facts_of(flow)))
        active_only = active_only || entry->direction == FlowDirection::kActive;
    }
    coverage_.both_directions = senders.size() > 1;
    if (senders.size() > 1)
      find(Verdict::kReady, "both units were heard");
    else if (senders.size() == 1 && active_only)
      find(Verdict::kReady, fmt::format("only {} sends, as the active unit; the other direction is "
                                        "seeded",
                                        *senders.begin()));
    else if (draft_.units.size() == 2)
      find(Verdict::kThin, "only one direction was seen",
           "check that the other unit is up, or learn longer");
  }

  static bool is_plumbing(const Flow& flow) {
    return flow.kind == FlowKind::kArp ||
           (flow.kind == FlowKind::kIp && (flow.protocol == kIgmp || flow.protocol == kIcmpv6));
  }

  void judge_window() {
    if (draft_.traffic.empty()) return;
    std::uint64_t newest = coverage_.started_ns;
    for (const FlowEvidence& evidence : draft_.candidate.evidence)
      if (evidence.frames > 0) newest = std::max(newest, evidence.first_ns);
    coverage_.quiet_ns = coverage_.ended_ns > newest ? coverage_.ended_ns - newest : 0;
    if (window() < kShortWindow)
      find(Verdict::kThin, fmt::format("the window was {} long", format_duration(window())),
           "learn for an hour, best with a failover in it");
    const bool quiet = coverage_.quiet_ns >= window() / kQuietShare;
    find(quiet ? Verdict::kReady : Verdict::kThin,
         fmt::format("no new flow for {}", format_duration(coverage_.quiet_ns)),
         quiet ? "" : "new flows still appear: learn longer");
    judge_heartbeats();
  }

  void judge_heartbeats() {
    for (std::size_t i = 0; i < flows().size(); ++i) {
      const FlowEvidence& evidence = draft_.candidate.evidence[i];
      if (!flows()[i].heartbeat || evidence.mean_gap_ns == 0) continue;
      const bool enough = evidence.frames >= kPollsWanted;
      find(enough ? Verdict::kReady : Verdict::kThin,
           fmt::format("{}: one every {}, longest gap {}", flows()[i].name,
                       format_duration(evidence.mean_gap_ns),
                       format_duration(evidence.longest_gap_ns)),
           enough ? "" : fmt::format("learn for at least {} of them", kPollsWanted));
    }
  }

  void judge_systems() {
    if (draft_.units.size() < 2) return;
    if (draft_.in_use.empty())
      find(Verdict::kReady, "no known HA system was recognised, so nothing rare could be seeded",
           "set system = in the link's configuration if it is one of the knowledge base");
    for (const System* system : draft_.in_use)
      judge_system(*system);
    for (const Recognised& recognised : draft_.candidate.systems)
      if (recognised.rival)
        find(Verdict::kReady, fmt::format("{} fits as well as another system", recognised.title));
  }

  void judge_system(const System& system) {
    std::vector<FlowFacts> seen;
    for (std::size_t i = 0; i < flows().size(); ++i)
      if (draft_.candidate.evidence[i].frames > 0) seen.push_back(facts_of(flows()[i]));
    for (const SystemFlow& entry : system.flows) {
      if (is_satisfied(system, entry, seen)) continue;
      coverage_.not_seen.push_back(fmt::format("{} ({}, confidence {})", entry.label, system.title,
                                               confidence_letter(entry.confidence)));
      if (entry.need == FlowNeed::kRequired)
        find(Verdict::kThin, fmt::format("{} was not seen", entry.label),
             fmt::format("{} needs it: learn longer, or check the link", system.title));
    }
    judge_shared(system);
  }

  // An address that moves is seen only when it is announced or used; one that is not in the
  // candidate is refused at the failover.
  void judge_shared(const System& system) {
    if (!system.shared_addresses || draft_.units.size() < 2) return;
    if (!draft_.units.front().peer.shared_addresses.empty()) return;
    find(Verdict::kThin,
         fmt::format("{}: no address that moves between the units was seen", system.title),
         "let a failover happen while learning, or add it to shared_addresses of both peers");
  }

  void judge_losses() {
    if (coverage_.not_recorded > 0)
      find(Verdict::kNotReady,
           fmt::format("{} frames of new flows found the map full",
                       format_count(coverage_.not_recorded)),
           "name the units, so that only they are recorded: --peer NAME=ADDRESS@PORT");
    if (coverage_.malformed > 0)
      find(Verdict::kReady,
           fmt::format("{} frames could not be parsed; enforce drops such frames",
                       format_count(coverage_.malformed)),
           "haguard counters names the broken header");
  }

  const std::vector<Flow>& flows() const { return draft_.candidate.policy.flows; }

  Draft& draft_;
  Coverage& coverage_;
};

}  // namespace

void judge_coverage(Draft& draft) {
  Judge(draft).judge();
}

}  // namespace haguard
