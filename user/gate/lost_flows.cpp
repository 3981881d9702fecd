// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// While a link enforces, nothing is recorded but what the flows of its policy counted: each that
// came lately is put to the next table, line by line. Which of a flow's lines its frames matched
// is not known, so none of them may be lost.
#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "gate/key_packet.h"
#include "gate/objections.h"
#include "learn/key.h"
#include "policy/datapath.h"
#include "policy/describe.h"
#include "policy/expand.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

constexpr std::size_t kFlowsShown = 10;

// The MACs that a flow's frames come from. Of a peer that is not bound to any, the counters do not
// tell: then they are those that the next policy knows.
std::vector<MacAddress> senders_of(const Flow& flow, const Policy& before, const Policy& after) {
  for (const Policy* policy : {&before, &after})
    if (const Peer* peer = find_peer(*policy, flow.from); peer != nullptr && !peer->macs.empty())
      return peer->macs;
  return {MacAddress{}};
}

hg_packet packet_of(const TableLine& line, const MacAddress& sender) {
  hg_packet packet = packet_of_key(line.key);
  std::copy(sender.bytes.begin(), sender.bytes.end(), packet.source_mac);
  return packet;
}

// A line of an ethertype or of LLC is of one sender.
bool sends(const MacAddress& sender, const TableLine& line) {
  if (line.key.kind != HG_KIND_ETHER && line.key.kind != HG_KIND_LLC) return true;
  return mac_of(line.key.addresses.mac.source) == sender;
}

// Why the next table would drop a frame of the flow; nothing: it drops none.
std::optional<std::uint32_t> loss(const GateFacts& facts, const Roster& roster, const Flow& flow,
                                  const std::vector<MacAddress>& senders) {
  std::vector<TableLine> lines;
  if (!expand_flow(roster, flow, 0, lines).ok()) return std::nullopt;
  for (const TableLine& line : lines)
    for (const MacAddress& sender : senders) {
      const std::uint32_t reason = decide(facts.table, packet_of(line, sender)).reason;
      if (sends(sender, line) && is_drop_reason(reason)) return reason;
    }
  return std::nullopt;
}

// Of the policy in force itself: counters go on from one policy to the next, and the way back from
// a mistake must be open.
bool is_recent(const GateFacts& facts, const hg_flow_stats& counted) {
  return counted.frames != 0 && counted.last_ns >= facts.in_force_since_ns &&
         counted.last_ns + kGateMemoryNs > facts.now_ns;
}

Objection lost_flow(const GateFacts& facts, const Flow& flow, const hg_flow_stats& counted,
                    std::uint32_t reason) {
  const std::uint64_t age = facts.now_ns - std::min<std::uint64_t>(facts.now_ns, counted.last_ns);
  return {fmt::format("flow {} ({}) is in use, and all or some of it would be dropped: {} ({} "
                      "so far, the last {} ago)",
                      flow.name, describe_flow(flow), reason_text(reason),
                      format_counted(counted.frames, "frame"), format_duration(age)),
          "keep a flow for it in the new policy, or end first what sends it"};
}

}  // namespace

void object_to_lost_flows(const GateFacts& facts, const Policy& policy, Objections& objections) {
  if (!facts.replaced || facts.table.empty()) return;
  const auto& [before, counted] = *facts.replaced;
  const Result<Roster> roster = Roster::make(before.peers, facts.ports);
  if (!roster.ok()) return;
  std::size_t found = 0;
  for (std::size_t i = 0; i < before.flows.size() && i < counted.size(); ++i) {
    if (!is_recent(facts, counted[i])) continue;
    const Flow& flow = before.flows[i];
    const auto reason = loss(facts, *roster, flow, senders_of(flow, before, policy));
    if (!reason || ++found > kFlowsShown) continue;
    objections.push_back(lost_flow(facts, flow, counted[i], *reason));
  }
  if (found > kFlowsShown)
    objections.push_back(
        {fmt::format("and {} more flows that are in use", found - kFlowsShown),
         fmt::format("haguard policy diff {} shows what would change", facts.link)});
}

}  // namespace haguard
