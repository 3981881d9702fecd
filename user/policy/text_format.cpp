// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include "base/arp_operation.h"
#include "policy/text.h"

namespace haguard {
namespace {

// A TOML basic string.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + '"';
}

// The lines "key = value" of one table.
class Lines {
 public:
  explicit Lines(std::string& out) : out_(&out) {}

  void text(std::string_view key, std::string_view value) { raw(key, quoted(value)); }
  void raw(std::string_view key, std::string_view value) {
    *out_ += fmt::format("{} = {}\n", key, value);
  }
  template <typename Number>
  void number(std::string_view key, const std::optional<Number>& value) {
    if (value) raw(key, std::to_string(*value));
  }
  template <typename Address>
  void address(std::string_view key, const std::optional<Address>& value) {
    if (value) text(key, value->to_string());
  }
  template <typename Address>
  void list(std::string_view key, const std::vector<Address>& values) {
    if (values.empty()) return;
    std::string items;
    for (const Address& value : values)
      items += fmt::format("{}\"{}\"", items.empty() ? "" : ", ", value.to_string());
    raw(key, fmt::format("[{}]", items));
  }
  void flag(std::string_view key, bool value, bool usual) {
    if (value != usual) raw(key, value ? "true" : "false");
  }

 private:
  std::string* out_;
};

void format_peer(const Peer& peer, std::string& out) {
  out += "\n[[peer]]\n";
  Lines lines(out);
  lines.text("name", peer.name);
  lines.text("port", peer.port);
  if (peer.macs.size() == 1)
    lines.text("mac", peer.macs.front().to_string());
  else
    lines.list("mac", peer.macs);
  lines.list("addresses", peer.addresses);
  lines.list("shared_addresses", peer.shared_addresses);
  lines.list("shared_macs", peer.shared_macs);
}

// A receiver that is no peer is written as `to`.
void format_to(const Flow& flow, Lines& lines) {
  if (!flow.to.empty()) {
    lines.text("to", flow.to);
    lines.address("destination", flow.destination);
    lines.address("destination_mac", flow.destination_mac);
  } else if (flow.destination) {
    lines.address("to", flow.destination);
    lines.address("destination_mac", flow.destination_mac);
  } else {
    lines.address("to", flow.destination_mac);
  }
}

void format_what(const Flow& flow, Lines& lines) {
  switch (flow.kind) {
    case FlowKind::kArp:
      return lines.text("protocol", "arp");
    case FlowKind::kEther:
      return lines.raw("ethertype", fmt::format("{:#06x}", flow.number));
    case FlowKind::kLlc:
      return lines.text("llc", llc_text(flow.number));
    case FlowKind::kIp:
      break;
  }
  const std::string name = protocol_name(flow.protocol);
  if (name.empty())
    lines.raw("protocol", std::to_string(flow.protocol));
  else
    lines.text("protocol", name);
}

void format_operation(const Flow& flow, Lines& lines) {
  if (flow.arp_operation == kArpRequest)
    lines.text("operation", "request");
  else if (flow.arp_operation == kArpReply)
    lines.text("operation", "reply");
  else
    lines.number("operation", flow.arp_operation);
}

void format_vlan(const Flow& flow, Lines& lines) {
  if (flow.vlan.ids.size() == 1) lines.raw("vlan", std::to_string(flow.vlan.ids[0]));
  if (flow.vlan.ids.size() == 2)
    lines.raw("vlan", fmt::format("[{}, {}]", flow.vlan.ids[0], flow.vlan.ids[1]));
}

void format_flow(const Flow& flow, std::string& out) {
  out += "\n[[flow]]\n";
  Lines lines(out);
  lines.text("name", flow.name);
  lines.text("from", flow.from);
  lines.address("source", flow.source);
  format_to(flow, lines);
  format_what(flow, lines);
  lines.number("source_port", flow.source_port);
  lines.number("destination_port", flow.destination_port);
  lines.number("icmp_type", flow.icmp_type);
  lines.number("icmp_code", flow.icmp_code);
  format_operation(flow, lines);
  format_vlan(flow, lines);
  lines.flag("fragments", flow.fragments, false);
  lines.flag("heartbeat", flow.heartbeat, false);
  lines.flag("bind_mac", flow.bind_mac, true);
  if (flow.origin == Origin::kLearned) lines.text("origin", "learned");
  if (flow.origin == Origin::kKnowledge) lines.text("origin", "knowledge");
}

}  // namespace

std::string format_policy(const Policy& policy) {
  std::string out;
  Lines lines(out);
  if (!policy.link.empty()) lines.text("link", policy.link);
  if (!policy.system.empty()) lines.text("system", policy.system);
  for (const Peer& peer : policy.peers)
    format_peer(peer, out);
  for (const Flow& flow : policy.flows)
    format_flow(flow, out);
  return out;
}

std::string format_entry(const Flow& flow) {
  std::string out;
  format_flow(flow, out);
  return out.substr(out.find_first_not_of('\n'));
}

}  // namespace haguard
