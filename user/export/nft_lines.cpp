// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/nft_lines.h"

#include <optional>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"
#include "export/nft_match.h"
#include "policy/datapath.h"

namespace haguard {
namespace {

bool is_double_tagged(const ExportRule& rule) {
  return rule.flow->vlan.ids.size() == 2;
}

// A claim inside a frame is held against one MAC, so a rule bound to several is written once each.
std::vector<std::optional<MacAddress>> each_mac(const ExportRule& rule) {
  if (rule.source_macs.empty()) return {std::nullopt};
  return {rule.source_macs.begin(), rule.source_macs.end()};
}

NftLines arp_lines(const ExportRule& rule) {
  NftLines lines;
  for (const auto& mac : each_mac(rule)) {
    NftMatch match(is_double_tagged(rule));
    match.arp_header();
    if (mac) match.source_macs({*mac}).arp_sender_mac(*mac);
    if (rule.flow->arp_operation) match.arp_operation(*rule.flow->arp_operation);
    match.arp_sender(rule.source).arp_target(rule.destination);
    lines.whole.push_back(match.text());
  }
  return lines;
}

NftLines mac_lines(const ExportRule& rule) {
  NftMatch match(is_double_tagged(rule));
  match.source_macs(rule.source_macs).destination_mac(rule.destination_mac);
  if (rule.flow->kind == FlowKind::kEther)
    match.ethertype(rule.flow->number);
  else
    match.llc(rule.flow->number);
  return {{match.text()}, {}};
}

NftMatch ip_match(const ExportRule& rule, const std::vector<MacAddress>& macs) {
  NftMatch match(is_double_tagged(rule));
  match.ip(rule.is_v4()).source_macs(macs).ip_source(rule.source).ip_destination(rule.destination);
  return match;
}

// Bytes before the options and the option that claims the sender's MAC, as the data path has them.
struct NdShape {
  std::uint8_t type;
  unsigned fixed;
  std::uint8_t claim;  // 0: none
};

NdShape nd_shape(std::uint8_t type) {
  return {type, hg_nd_fixed_bytes(type), hg_nd_claim_option(type)};
}

// Without an option, with one that tells the truth, with one that says nothing about the MAC.
void nd_options(const NftMatch& base, const NdShape& shape, const std::optional<MacAddress>& mac,
                std::vector<std::string>& lines) {
  lines.push_back(NftMatch(base).nd_size(shape.fixed).text());
  const auto one = NftMatch(base).nd_size(shape.fixed + HG_ND_MAC_OPTION_BYTES);
  if (mac) lines.push_back(NftMatch(one).nd_option(shape.fixed, shape.claim, *mac).text());
  lines.push_back(NftMatch(one).nd_other_option(shape.fixed, shape.claim).text());
}

void nd_type_lines(const ExportRules& rules, const ExportRule& rule, const NdShape& shape,
                   std::vector<std::string>& lines) {
  for (const auto& mac : each_mac(rule)) {
    auto base = ip_match(rule, mac ? std::vector{*mac} : std::vector<MacAddress>{});
    base.nd_intact().icmp_type(shape.type, false);
    if (rule.flow->icmp_code) base.icmp_code(*rule.flow->icmp_code, false);
    // A router advertisement has many options, a redirect claims nothing; without a MAC there is
    // nothing to hold a claim against.
    const bool checked = mac && shape.claim != 0 && shape.type != kRouterAdvert;
    if (shape.type != kNeighbourAdvert) {
      if (checked)
        nd_options(base, shape, mac, lines);
      else
        lines.push_back(base.text());
      continue;
    }
    for (const auto& target : claimable_addresses(rules, rule.side, mac)) {
      const auto aimed = NftMatch(base).nd_target(target);
      if (checked)
        nd_options(aimed, shape, mac, lines);
      else
        lines.push_back(aimed.text());
    }
  }
}

NftLines icmpv6_lines(const ExportRules& rules, const ExportRule& rule) {
  NftLines lines;
  const Flow& flow = *rule.flow;
  if (!rule.is_nd_type()) {
    auto match = ip_match(rule, rule.source_macs).protocol(kIcmpv6, false);
    if (flow.icmp_type)
      match.icmp_type(*flow.icmp_type, false);
    else
      match.icmpv6_not_nd();
    if (flow.icmp_code) match.icmp_code(*flow.icmp_code, false);
    lines.whole.push_back(match.text());
  }
  for (std::uint8_t type = kRouterSolicit; type <= kNdRedirect; ++type)
    if (!flow.icmp_type || *flow.icmp_type == type)
      nd_type_lines(rules, rule, nd_shape(type), lines.whole);
  return lines;
}

NftLines ip_lines(const ExportRule& rule) {
  const Flow& flow = *rule.flow;
  const bool v4 = rule.is_v4();
  auto match = ip_match(rule, rule.source_macs).protocol(flow.protocol, v4);
  if (flow.source_port) match.source_port(flow.protocol, *flow.source_port, v4);
  if (flow.destination_port) match.destination_port(flow.protocol, *flow.destination_port, v4);
  if (flow.protocol == kIcmp && flow.icmp_type) match.icmp_type(*flow.icmp_type, v4);
  if (flow.protocol == kIcmp && flow.icmp_code) match.icmp_code(*flow.icmp_code, v4);
  return {{match.text()}, {}};
}

NftLines whole_lines(const ExportRules& rules, const ExportRule& rule) {
  switch (rule.flow->kind) {
    case FlowKind::kArp:
      return arp_lines(rule);
    case FlowKind::kEther:
    case FlowKind::kLlc:
      return mac_lines(rule);
    case FlowKind::kIp:
      break;
  }
  if (rule.flow->protocol == kIcmpv6) return icmpv6_lines(rules, rule);
  return ip_lines(rule);
}

}  // namespace

NftLines nft_lines(const ExportRules& rules, const ExportRule& rule) {
  NftLines lines = whole_lines(rules, rule);
  if (rule.flow->kind != FlowKind::kIp || !rule.flow->fragments) return lines;
  lines.later.push_back(
      ip_match(rule, rule.source_macs).later_fragment(rule.is_v4(), rule.flow->protocol).text());
  return lines;
}

}  // namespace haguard
