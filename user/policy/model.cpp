// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/ip_protocol.h"

namespace haguard {
namespace {

struct ProtocolName {
  std::uint8_t number;
  std::string_view name;
};

// The names IANA gives to what crosses HA links; 105, 8 and 9 keep their numbers, as their IANA
// names (SCPS, EGP, IGP) mislead here.
constexpr std::array<ProtocolName, 16> kNames{{{kIcmp, "icmp"},
                                               {kIgmp, "igmp"},
                                               {kTcp, "tcp"},
                                               {kUdp, "udp"},
                                               {kDccp, "dccp"},
                                               {47, "gre"},
                                               {50, "esp"},
                                               {51, "ah"},
                                               {kIcmpv6, "icmpv6"},
                                               {88, "eigrp"},
                                               {89, "ospf"},
                                               {103, "pim"},
                                               {112, "vrrp"},
                                               {kSctp, "sctp"},
                                               {kUdpLite, "udplite"},
                                               {240, "pfsync"}}};

// Digits without fmt's machinery: a policy may have a million flows, and each is named by several
// passes.
void append_number(std::string& text, std::string_view label, unsigned number) {
  const fmt::format_int digits(number);
  text += label;
  text.append(digits.data(), digits.size());
}

void append_what(std::string& text, const Flow& flow) {
  switch (flow.kind) {
    case FlowKind::kIp:
      append_number(text, "ip ", flow.protocol);
      return;
    case FlowKind::kArp:
      text += "arp";
      return;
    case FlowKind::kEther:
      text += fmt::format("ethertype {:#06x}", flow.number);
      return;
    case FlowKind::kLlc:
      text += "llc " + llc_text(flow.number);
      return;
  }
}

template <typename T>
void append(std::string& text, std::string_view label, const std::optional<T>& value) {
  if (!value) return;
  if constexpr (std::is_integral_v<T>)
    append_number(text, label, *value);
  else
    (text += label) += value->to_string();
}

}  // namespace

const Peer* find_peer(const Policy& policy, const std::string& name) {
  const auto found = std::find_if(policy.peers.begin(), policy.peers.end(),
                                  [&](const Peer& peer) { return peer.name == name; });
  return found == policy.peers.end() ? nullptr : &*found;
}

bool protocol_has_ports(std::uint8_t protocol) {
  return protocol == kTcp || protocol == kUdp || protocol == kDccp || protocol == kSctp ||
         protocol == kUdpLite;
}

bool is_icmp(const Flow& flow) {
  return flow.kind == FlowKind::kIp && is_icmp(flow.protocol);
}

std::optional<Family> only_family(const Flow& flow) {
  if (flow.kind == FlowKind::kArp) return Family::kIpv4;
  if (flow.kind != FlowKind::kIp) return std::nullopt;
  if (flow.protocol == kIcmp || flow.protocol == kIgmp) return Family::kIpv4;
  return flow.protocol == kIcmpv6 ? std::optional(Family::kIpv6) : std::nullopt;
}

bool exists_in(const Flow& flow, Family family) {
  return only_family(flow).value_or(family) == family;
}

std::string llc_text(std::uint16_t number) {
  return fmt::format("{:02x}/{:02x}", number >> 8, number & 0xff);
}

std::string protocol_name(std::uint8_t protocol) {
  const auto* found = std::find_if(kNames.begin(), kNames.end(), [&](const ProtocolName& entry) {
    return entry.number == protocol;
  });
  return found == kNames.end() ? std::string{} : std::string(found->name);
}

std::optional<std::uint8_t> protocol_number(const std::string& name) {
  const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                   [&](const ProtocolName& entry) { return entry.name == name; });
  if (found == kNames.end()) return std::nullopt;
  return found->number;
}

std::vector<std::string> protocol_names() {
  std::vector<std::string> names;
  names.reserve(kNames.size());
  for (const ProtocolName& entry : kNames)
    names.emplace_back(entry.name);
  return names;
}

std::string flow_identity(const Flow& flow) {
  constexpr std::size_t kUsualSize = 96;
  std::string text;
  text.reserve(kUsualSize);
  ((text += flow.from) += " > ") += flow.to.empty() ? std::string_view("-") : flow.to;
  text += ' ';
  append_what(text, flow);
  for (const std::uint16_t id : flow.vlan.ids)
    append_number(text, " vlan ", id);
  append(text, " source ", flow.source);
  append(text, " destination ", flow.destination);
  append(text, " destination-mac ", flow.destination_mac);
  append(text, " source-port ", flow.source_port);
  append(text, " destination-port ", flow.destination_port);
  append(text, " icmp-type ", flow.icmp_type);
  append(text, " icmp-code ", flow.icmp_code);
  append(text, " operation ", flow.arp_operation);
  return text;
}

}  // namespace haguard
