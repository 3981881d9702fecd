// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/text_flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/arp_operation.h"
#include "base/ethertype.h"
#include "base/nearest.h"
#include "policy/text_contradictions.h"
#include "policy/text_values.h"

namespace haguard {
namespace {

constexpr std::int64_t kMaxProtocol = 255;

// Ethertypes that the data path looks into: they are protocols here.
constexpr std::array kParsedEthertypes{kEthertypeIpv4, kEthertypeArp, kEthertypeIpv6,
                                       kEthertypeVlan, kEthertypeQinq};

bool is_peer(const std::string& name, const std::vector<std::string>& peer_names) {
  return std::find(peer_names.begin(), peer_names.end(), name) != peer_names.end();
}

void read_from(TomlReader& reader, const std::vector<std::string>& peer_names, Flow& flow) {
  flow.from = reader.required_text("from");
  if (!flow.from.empty() && !is_peer(flow.from, peer_names))
    reader.fail("from", fmt::format("there is no peer \"{}\"", flow.from),
                nearest_hint(flow.from, peer_names));
}

// A peer, or an address that stands in for one.
void read_to(TomlReader& reader, const std::vector<std::string>& peer_names, Flow& flow) {
  flow.destination = read_ip(reader, "destination");
  flow.destination_mac = read_mac(reader, "destination_mac");
  const std::string to = reader.text("to").value_or("");
  if (to.empty()) {
    if (!reader.has("destination") && !reader.has("destination_mac"))
      reader.fail("to", "this flow has no receiver", "add to = \"a peer, an IP or a MAC address\"");
    return;
  }
  if (is_peer(to, peer_names)) {
    flow.to = to;
    return;
  }
  const auto address = IpAddress::parse(to);
  const auto mac = MacAddress::parse(to);
  if (!address && !mac)
    reader.fail("to", fmt::format("\"{}\" is no peer and no address", to),
                nearest_hint(to, peer_names));
  else if (reader.has(address ? "destination" : "destination_mac"))
    reader.fail("to", "the receiver's address is given twice", "remove one of them");
  else if (address)
    flow.destination = *address;
  else
    flow.destination_mac = *mac;
}

void read_protocol(TomlReader& reader, Flow& flow) {
  const TomlValue* value = reader.value("protocol");
  if (value == nullptr) return;
  if (value->kind == TomlKind::kInteger && value->integer >= 0 && value->integer <= kMaxProtocol) {
    flow.protocol = static_cast<std::uint8_t>(value->integer);
    return;
  }
  if (value->kind == TomlKind::kString) {
    if (value->text == "arp") {
      flow.kind = FlowKind::kArp;
      return;
    }
    if (const auto number = protocol_number(value->text)) {
      flow.protocol = *number;
      return;
    }
    reader.fail_at(value->place, fmt::format("there is no protocol \"{}\"", value->text),
                   "write its number, or " + nearest_hint(value->text, protocol_names()));
    return;
  }
  reader.fail_at(value->place, "protocol is neither a number nor a name",
                 fmt::format("0 to {}, \"arp\", \"udp\", \"tcp\", ...", kMaxProtocol));
}

void read_ethertype(TomlReader& reader, Flow& flow) {
  const auto number = reader.integer("ethertype", kFirstEthertype, 0xffff);
  if (!reader.has("ethertype")) return;
  flow.kind = FlowKind::kEther;
  flow.number = static_cast<std::uint16_t>(number.value_or(0));
  if (std::find(kParsedEthertypes.begin(), kParsedEthertypes.end(), flow.number) !=
      kParsedEthertypes.end())
    reader.fail("ethertype", "frames of this ethertype are judged by what is inside",
                "write protocol = ..., or vlan = ...");
}

// "42/42": the service access points, in hex.
void read_llc(TomlReader& reader, Flow& flow) {
  const auto text = reader.text("llc");
  if (!reader.has("llc")) return;
  flow.kind = FlowKind::kLlc;
  if (!text) return;
  const auto is_hex = [&](std::size_t i) {
    return std::isxdigit(static_cast<unsigned char>((*text)[i])) != 0;
  };
  if (text->size() != 5 || (*text)[2] != '/' || !is_hex(0) || !is_hex(1) || !is_hex(3) ||
      !is_hex(4)) {
    reader.fail("llc", fmt::format("\"{}\" is no pair of service access points", *text),
                "write DSAP and SSAP in hex, like \"42/42\"");
    return;
  }
  const unsigned long dsap = std::stoul(text->substr(0, 2), nullptr, 16);
  const unsigned long ssap = std::stoul(text->substr(3, 2), nullptr, 16);
  flow.number = static_cast<std::uint16_t>(dsap << 8U | ssap);
}

void read_what(TomlReader& reader, Flow& flow) {
  read_protocol(reader, flow);
  read_ethertype(reader, flow);
  read_llc(reader, flow);
  const int given =
      int{reader.has("protocol")} + int{reader.has("ethertype")} + int{reader.has("llc")};
  if (given != 1)
    reader.fail_at(reader.place(),
                   given == 0 ? "this flow names no protocol" : "this flow names several protocols",
                   "give exactly one of protocol, ethertype and llc");
}

void read_operation(TomlReader& reader, Flow& flow) {
  const TomlValue* value = reader.value("operation");
  if (value == nullptr) return;
  if (value->kind == TomlKind::kInteger && value->integer >= 0 && value->integer <= 0xffff)
    flow.arp_operation = static_cast<std::uint16_t>(value->integer);
  else if (value->kind == TomlKind::kString && value->text == "request")
    flow.arp_operation = kArpRequest;
  else if (value->kind == TomlKind::kString && value->text == "reply")
    flow.arp_operation = kArpReply;
  else
    reader.fail_at(value->place, "operation is no ARP operation",
                   "\"request\", \"reply\" or a number from 0 to 65535");
}

}  // namespace

Flow read_flow(TomlReader& reader, const std::vector<std::string>& peer_names) {
  Flow flow;
  flow.name = read_name(reader);
  read_from(reader, peer_names, flow);
  read_to(reader, peer_names, flow);
  read_what(reader, flow);
  flow.source = read_ip(reader, "source");
  flow.source_port = read_u16(reader, "source_port");
  flow.destination_port = read_u16(reader, "destination_port");
  flow.icmp_type = read_u8(reader, "icmp_type");
  flow.icmp_code = read_u8(reader, "icmp_code");
  read_operation(reader, flow);
  flow.vlan = read_vlan(reader);
  flow.fragments = reader.boolean("fragments").value_or(false);
  flow.heartbeat = reader.boolean("heartbeat").value_or(false);
  flow.bind_mac = reader.boolean("bind_mac").value_or(true);
  const auto origin = reader.choice("origin", {"written", "learned", "knowledge"});
  flow.origin = static_cast<Origin>(origin.value_or(0));
  refuse_contradictions(reader, flow);
  (void)reader.finish();  // the errors stay in the file
  return flow;
}

}  // namespace haguard
