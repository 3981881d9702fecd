// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "systems/read_flow.h"

#include <fmt/format.h>

#include <charconv>

#include "base/ethertype.h"
#include "base/ip_protocol.h"

namespace haguard {
namespace {

constexpr std::int64_t kPortMax = 65535;

// An IP protocol: a number, or a name as in a policy.
std::uint8_t read_protocol(TomlReader& reader) {
  const TomlValue* value = reader.value("protocol");
  if (value->kind == TomlKind::kString) {
    if (const auto number = protocol_number(value->text)) return *number;
  } else if (value->kind == TomlKind::kInteger && value->integer >= 0 && value->integer <= 255) {
    return static_cast<std::uint8_t>(value->integer);
  }
  reader.fail("protocol", "protocol of this flow is neither a number nor a known name",
              "0 to 255, or a name such as udp, tcp, icmp, icmpv6, esp, vrrp");
  return 0;
}

std::vector<std::uint16_t> read_numbers(TomlReader& reader, std::string_view key,
                                        std::int64_t lowest) {
  std::vector<std::uint16_t> numbers;
  const TomlValue* list = reader.list(key);
  if (list == nullptr) return numbers;
  for (const TomlValue& item : list->items) {
    if (item.kind == TomlKind::kInteger && item.integer >= lowest && item.integer <= kPortMax)
      numbers.push_back(static_cast<std::uint16_t>(item.integer));
    else
      reader.fail_at(item.place, fmt::format("{} holds a value out of range", key),
                     fmt::format("numbers from {:#06x} to 0xffff", lowest));
  }
  return numbers;
}

// "5404-5412"; first > last marks failure.
PortRange parse_range(const std::string& text) {
  PortRange range{1, 0};
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, range.first);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-') return {1, 0};
  const auto last = std::from_chars(first.ptr + 1, end, range.last);
  if (last.ec != std::errc{} || last.ptr != end) return {1, 0};
  return range;
}

void read_ports(TomlReader& reader, SystemFlow& flow) {
  const TomlValue* list = reader.list("ports");
  if (list == nullptr) return;
  if (flow.kind != FlowKind::kIp || !protocol_has_ports(flow.protocol))
    reader.fail("ports", "this flow's protocol has no ports", "remove ports");
  for (const TomlValue& item : list->items) {
    PortRange range{1, 0};
    if (item.kind == TomlKind::kInteger && item.integer >= 0 && item.integer <= kPortMax)
      range.first = range.last = static_cast<std::uint16_t>(item.integer);
    else if (item.kind == TomlKind::kString)
      range = parse_range(item.text);
    if (range.first > range.last)
      reader.fail_at(item.place, "ports holds what is no port", "write 500 or \"5404-5412\"");
    flow.ports.push_back(range);
  }
}

void read_icmp_types(TomlReader& reader, SystemFlow& flow) {
  for (const std::uint16_t type : read_numbers(reader, "icmp_types", 0)) {
    if (type > 255) reader.fail("icmp_types", "an ICMP type is above 255", "0 to 255");
    flow.icmp_types.push_back(static_cast<std::uint8_t>(type));
  }
  if (!flow.icmp_types.empty() && !is_icmp(flow.protocol))
    reader.fail("icmp_types", "this flow's protocol is not ICMP", "icmp or icmpv6");
}

// Exactly one of protocol, ethertype, llc and arp.
void read_match(TomlReader& reader, SystemFlow& flow) {
  const int given = int{reader.has("protocol")} + int{reader.has("ethertype")} +
                    int{reader.has("llc")} + int{reader.has("arp")};
  if (given != 1)
    reader.fail_at(reader.place(), "this flow names no protocol, or more than one",
                   "exactly one of protocol, ethertype, llc and arp");
  if (reader.has("protocol")) flow.protocol = read_protocol(reader);
  if (reader.has("ethertype")) {
    flow.kind = FlowKind::kEther;
    flow.numbers = read_numbers(reader, "ethertype", kFirstEthertype);
  }
  if (const auto points = reader.integer("llc", 0, kPortMax)) {
    flow.kind = FlowKind::kLlc;
    flow.numbers = {static_cast<std::uint16_t>(*points)};
  }
  if (reader.boolean("arp").value_or(false)) flow.kind = FlowKind::kArp;
  read_ports(reader, flow);
  read_icmp_types(reader, flow);
  const auto form = reader.choice("port_form", {"evidence", "destination", "both"});
  flow.port_form = static_cast<PortForm>(form.value_or(0));
}

void read_groups(TomlReader& reader, SystemFlow& flow) {
  for (const std::string& text : reader.texts("groups")) {
    const auto address = IpAddress::parse(text);
    if (!address || !address->is_multicast())
      reader.fail("groups", fmt::format("\"{}\" is no group address", text),
                  "224.0.0.0/4 or ff00::/8");
    else
      flow.groups.push_back(*address);
  }
  for (const std::string& text : reader.texts("group_macs")) {
    const auto mac = MacAddress::parse(text);
    if (!mac || !mac->is_group())
      reader.fail("group_macs", fmt::format("\"{}\" is no group MAC address", text),
                  "its first byte is odd");
    else
      flow.group_macs.push_back(*mac);
  }
  if (!flow.to_group && (!flow.groups.empty() || !flow.group_macs.empty()))
    reader.fail(reader.has("groups") ? "groups" : "group_macs",
                "groups are named, but this flow does not go to a group",
                "add \"group\" to its to = [...]");
}

void read_destination(TomlReader& reader, SystemFlow& flow) {
  if (reader.has("to")) flow.to_unicast = false;
  for (const std::string& form : reader.texts("to")) {
    if (form == "unicast")
      flow.to_unicast = true;
    else if (form == "group")
      flow.to_group = true;
    else if (form == "broadcast")
      flow.to_broadcast = true;
    else
      reader.fail("to", fmt::format("to holds \"{}\"", form), "unicast, group, broadcast");
  }
  read_groups(reader, flow);
}

}  // namespace

Confidence read_confidence(TomlReader& reader) {
  const auto choice = reader.choice("confidence", {"H", "M", "L", "?"});
  if (!reader.has("confidence"))
    reader.fail_at(reader.place(), "no confidence is given",
                   "confidence = \"H\", \"M\", \"L\" or \"?\"");
  return choice ? static_cast<Confidence>(*choice) : Confidence::kUnknown;
}

SystemFlow read_system_flow(TomlReader& reader) {
  SystemFlow flow;
  flow.name = reader.required_text("name");
  flow.label = reader.required_text("label");
  read_match(reader, flow);
  read_destination(reader, flow);
  flow.direction =
      static_cast<FlowDirection>(reader.choice("direction", {"both", "active", "one"}).value_or(0));
  flow.need =
      static_cast<FlowNeed>(reader.choice("need", {"required", "optional", "rare"}).value_or(1));
  flow.why = reader.text("why").value_or("");
  if (flow.need == FlowNeed::kRare && flow.why.empty())
    reader.fail("need", "a rare flow needs its reason",
                "why = \"what makes it appear, and why a short window may not show it\"");
  flow.instead = reader.texts("instead");
  flow.accompanies = reader.texts("accompanies");
  flow.signature =
      static_cast<Signature>(reader.choice("signature", {"none", "weak", "strong"}).value_or(0));
  flow.heartbeat = reader.boolean("heartbeat").value_or(false);
  flow.fragments = reader.boolean("fragments").value_or(false);
  flow.fallback = reader.boolean("fallback").value_or(false);
  flow.confidence = read_confidence(reader);
  flow.source = reader.required_text("source");
  flow.note = reader.text("note").value_or("");
  (void)reader.finish();  // the error stays in the file, where read_system() finds it
  return flow;
}

}  // namespace haguard
