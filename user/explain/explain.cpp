// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "explain/advice.h"
#include "explain/traffic.h"
#include "learn/key.h"
#include "policy/datapath.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

std::string scope_words(const hg_head& head, const CompileOptions& options, const hg_packet& packet,
                        bool is_in_scope) {
  if (!hg_in_scope_vlan(&head, &packet))
    return fmt::format("{}, and only {} is judged", name_of_tags(vlan_of(packet.key)),
                       name_of_tags(options.scope_vlan.value_or(VlanTags{})));
  if (options.scope == HG_SCOPE_LINK) return "every frame is";
  return is_in_scope ? "it names a peer" : "it names no peer";
}

std::optional<std::size_t> flow_of(const CompiledPolicy& compiled, const hg_verdict& verdict) {
  if (verdict.reason != HG_REASON_FLOW) return std::nullopt;
  const auto& ids = compiled.flow_ids;
  return static_cast<std::size_t>(std::find(ids.begin(), ids.end(), verdict.flow_id) - ids.begin());
}

}  // namespace

Explanation explain(const Policy& policy, const CompiledPolicy& compiled,
                    const CompileOptions& options, const hg_packet& packet) {
  const hg_head& head = compiled.table.front().head;
  const hg_verdict verdict = decide(compiled.table, packet);
  Explanation result;
  result.is_in_scope = hg_in_scope(&compiled.table, &head, &packet) != 0;
  result.scope = scope_words(head, options, packet, result.is_in_scope);
  result.is_parsed = packet.malformed == HG_REASON_NONE;
  result.reason = verdict.reason;
  result.flow = flow_of(compiled, verdict);
  result.has_sender = result.is_parsed || hg_has_address(packet.key.kind) != 0;
  if (result.has_sender) result.sender = sender_of(policy, packet);
  if (result.is_parsed && is_drop_reason(verdict.reason)) {
    const std::string& port = options.ports.at(packet.key.side);
    result.near = nearest_flows(policy, packet, port, kNearFlows);
    result.cure = cure_of(policy, options, packet);
  }
  result.advice = advice_on(policy, result);
  return result;
}

}  // namespace haguard
