// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/text_contradictions.h"

#include <fmt/format.h>

#include <initializer_list>

namespace haguard {
namespace {

bool has_ip_addresses(const Flow& flow) {
  return flow.kind == FlowKind::kIp || flow.kind == FlowKind::kArp;
}

// Each of these keys, where given, is an error.
void refuse_keys(TomlReader& reader, std::initializer_list<std::string_view> keys,
                 std::string_view why) {
  for (const std::string_view key : keys)
    if (reader.has(key)) reader.fail(key, fmt::format("{} {}", key, why), "remove it");
}

void refuse_by_kind(TomlReader& reader, const Flow& flow) {
  if (flow.kind != FlowKind::kIp || !protocol_has_ports(flow.protocol))
    refuse_keys(reader, {"source_port", "destination_port"},
                "is given, but this flow's protocol has no ports");
  if (!is_icmp(flow))
    refuse_keys(reader, {"icmp_type", "icmp_code"}, "is given, but this flow is not ICMP");
  if (flow.kind != FlowKind::kArp)
    refuse_keys(reader, {"operation"}, "is given, but this flow is not ARP");
  if (flow.kind != FlowKind::kIp && flow.fragments)
    refuse_keys(reader, {"fragments"}, "is given, but only IP is fragmented");
}

void refuse_addresses(TomlReader& reader, const Flow& flow) {
  if (has_ip_addresses(flow) && flow.destination_mac)
    reader.fail(reader.has("destination_mac") ? "destination_mac" : "to",
                "a MAC address is no receiver of an IP or ARP flow", "write an IP address");
  if (has_ip_addresses(flow)) return;
  refuse_keys(reader, {"source"}, "is given, but these frames have no IP address");
  if (flow.destination)
    reader.fail(reader.has("destination") ? "destination" : "to",
                "an IP address is no receiver of these frames", "write a MAC address");
}

void refuse_families(TomlReader& reader, const Flow& flow) {
  if (!has_ip_addresses(flow)) return;
  const auto family = only_family(flow);
  const char* destination_key = reader.has("destination") ? "destination" : "to";
  if (flow.source && family && flow.source->family != *family)
    reader.fail("source", "the protocol does not exist in this address family",
                "icmp, igmp and arp are IPv4, icmpv6 is IPv6");
  if (flow.destination && family && flow.destination->family != *family)
    reader.fail(destination_key, "the protocol does not exist in this address family",
                "icmp, igmp and arp are IPv4, icmpv6 is IPv6");
  if (flow.source && flow.destination && flow.source->family != flow.destination->family)
    reader.fail(destination_key, "source and destination are of different address families",
                "two flows are needed, one for each family");
  if (flow.source && (flow.source->is_multicast() || flow.source->is_limited_broadcast()))
    reader.fail("source", "a group address never sends", "write the sender's own address");
}

}  // namespace

void refuse_contradictions(TomlReader& reader, const Flow& flow) {
  refuse_by_kind(reader, flow);
  refuse_addresses(reader, flow);
  refuse_families(reader, flow);
  if (is_icmp(flow) && reader.has("icmp_code") && !reader.has("icmp_type"))
    reader.fail("icmp_code", "icmp_code is given without icmp_type", "add icmp_type");
}

}  // namespace haguard
