// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include "policy/describe.h"
#include "policy/diff.h"

namespace haguard {
namespace {

template <typename Address>
void append_addresses(const std::vector<Address>& addresses, std::string& text) {
  for (const Address& address : addresses)
    text += " " + address.to_string();
}

std::string peer_line(char sign, const Peer& peer) {
  std::string line = fmt::format("{} peer {}  on {}", sign, peer.name, peer.port);
  append_addresses(peer.addresses, line);
  append_addresses(peer.macs, line);
  return line + "\n";
}

std::string flow_line(char sign, const Flow& flow) {
  return fmt::format("{} flow {}  {}\n", sign, flow.name, describe_flow(flow));
}

std::string field_text(const FieldChange& change) {
  const auto shown = [](const std::string& text) { return text.empty() ? "none" : text; };
  return fmt::format("    {}: {} -> {}\n", change.field, shown(change.before), shown(change.after));
}

void append_fields(const std::vector<FieldChange>& fields, std::string& text) {
  for (const FieldChange& field : fields)
    text += field_text(field);
}

}  // namespace

std::string format_diff(const PolicyDiff& diff) {
  if (diff.empty()) return "no difference\n";
  std::string text;
  if (!diff.policy.empty()) text += "~ policy\n";
  append_fields(diff.policy, text);
  for (const Peer& peer : diff.peers_removed)
    text += peer_line('-', peer);
  for (const Peer& peer : diff.peers_added)
    text += peer_line('+', peer);
  for (const PeerChange& change : diff.peers_changed) {
    text += fmt::format("~ peer {}\n", change.name);
    append_fields(change.fields, text);
  }
  for (const Flow& flow : diff.flows_removed)
    text += flow_line('-', flow);
  for (const Flow& flow : diff.flows_added)
    text += flow_line('+', flow);
  for (const FlowChange& change : diff.flows_changed) {
    text += flow_line('~', change.flow);
    append_fields(change.fields, text);
  }
  return text;
}

}  // namespace haguard
