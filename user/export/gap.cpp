// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/gap.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/icmp_type.h"
#include "base/ip_protocol.h"

namespace haguard {
namespace {

using Predicate = bool (*)(const ExportRule&);

bool always(const ExportRule& /*rule*/) {
  return true;
}
bool is_arp(const ExportRule& rule) {
  return rule.flow->kind == FlowKind::kArp;
}
bool is_ip(const ExportRule& rule) {
  return rule.flow->kind == FlowKind::kIp;
}
bool is_ether(const ExportRule& rule) {
  return rule.flow->kind == FlowKind::kEther;
}
bool is_llc(const ExportRule& rule) {
  return rule.flow->kind == FlowKind::kLlc;
}
bool may_be_nd(const ExportRule& rule) {
  return rule.is_nd_type() ||
         (is_ip(rule) && !rule.is_v4() && rule.flow->protocol == kIcmpv6 && !rule.flow->icmp_type);
}
bool claims_unbound(const ExportRule& rule) {
  return (is_arp(rule) || may_be_nd(rule)) && rule.source_macs.empty();
}
bool advertises_router(const ExportRule& rule) {
  return may_be_nd(rule) && rule.flow->icmp_type.value_or(kRouterAdvert) == kRouterAdvert;
}
bool is_tagged(const ExportRule& rule) {
  return !rule.flow->vlan.ids.empty();
}
bool is_tagged_once(const ExportRule& rule) {
  return rule.flow->vlan.ids.size() == 1;
}
bool is_tagged_twice(const ExportRule& rule) {
  return rule.flow->vlan.ids.size() == 2;
}
bool is_tagged_arp(const ExportRule& rule) {
  return is_tagged_once(rule) && is_arp(rule);
}
bool is_tagged_llc(const ExportRule& rule) {
  return is_tagged_once(rule) && is_llc(rule);
}
bool has_two_saps(const ExportRule& rule) {
  return is_llc(rule) && rule.flow->number >> 8U != (rule.flow->number & 0xffU);
}
bool is_fragmented_tcp(const ExportRule& rule) {
  return is_ip(rule) && rule.flow->fragments && rule.flow->protocol == kTcp;
}
bool is_bound(const ExportRule& rule) {
  return !rule.source_macs.empty();
}
bool has_odd_ports(const ExportRule& rule) {
  return is_ip(rule) && (rule.flow->protocol == kUdpLite || rule.flow->protocol == kDccp) &&
         (rule.flow->source_port || rule.flow->destination_port);
}
bool is_group_destination(const ExportRule& rule) {
  static constexpr std::array<std::uint8_t, 5> kLinkLocalGroup{0x01, 0x80, 0xc2, 0x00, 0x00};
  if (!is_ether(rule) && !is_llc(rule)) return false;
  return std::equal(kLinkLocalGroup.begin(), kLinkLocalGroup.end(),
                    rule.destination_mac.bytes.begin());
}

struct Entry {
  ExportFormat format;
  Predicate applies;  // to at least one rule
  Gap gap;
};

constexpr auto kNft = ExportFormat::kNftables;
constexpr auto kIpt = ExportFormat::kIptables;
constexpr auto kAsa = ExportFormat::kAsaAcl;

// "drops": the target is stricter than haguard there; "passes": it is laxer.
constexpr std::array kEntries{
    Entry{kNft,
          always,
          {"lengths",
           "passes some frames whose inner lengths lie, and small fragments; "
           "haguard drops them as malformed"}},
    Entry{kNft,
          always,
          {"host",
           "frames for the firewall itself are not judged; haguard judges all "
           "that come in on a port"}},
    Entry{kNft,
          is_group_destination,
          {"link-group",
           "a bridge does not forward 01:80:c2:00:00:0x "
           "unless its group_fwd_mask says so"}},
    Entry{kNft,
          claims_unbound,
          {"unbound-claim",
           "passes ARP and ND that state another MAC than the "
           "frame's source, where the flow is not bound to a MAC"}},
    Entry{kNft,
          may_be_nd,
          {"nd-options",
           "drops neighbour discovery with two or more options, or "
           "behind an extension header"}},
    Entry{kNft,
          advertises_router,
          {"router-claim",
           "passes router advertisements that state another "
           "MAC than the frame's source"}},
    Entry{kNft,
          is_tagged_twice,
          {"double-tag",
           "behind two tags: drops IPv4 with options, IPv6 with "
           "extension headers and IPv6 first fragments"}},

    Entry{kIpt,
          always,
          {"lengths",
           "passes some frames whose inner lengths lie, and small fragments; "
           "haguard drops them as malformed"}},
    Entry{kIpt,
          always,
          {"host",
           "frames for the firewall itself are not judged; haguard judges all "
           "that come in on a port"}},
    Entry{kIpt,
          always,
          {"reassembly",
           "where connection tracking is active, fragments are put "
           "together before these rules and pass or drop as a whole"}},
    Entry{kIpt,
          is_group_destination,
          {"link-group",
           "a bridge does not forward 01:80:c2:00:00:0x "
           "unless its group_fwd_mask says so"}},
    Entry{kIpt,
          claims_unbound,
          {"unbound-claim",
           "passes ARP and ND that state another MAC than the "
           "frame's source, where the flow is not bound to a MAC"}},
    Entry{kIpt,
          may_be_nd,
          {"nd-claim",
           "passes neighbour discovery that claims a MAC or an address "
           "that is not the sender's: ip6tables does not look into it"}},
    Entry{kIpt,
          is_fragmented_tcp,
          {"tcp-fragment",
           "passes later TCP fragments that reach into the "
           "TCP header"}},
    Entry{kIpt,
          is_tagged,
          {"vlan-mix",
           "iptables does not see the tag: what one VLAN of the policy "
           "may carry passes in each of them"}},
    Entry{kIpt, is_tagged, {"service-tag", "drops frames with an 802.1ad (0x88a8) tag"}},
    Entry{kIpt,
          is_tagged_arp,
          {"vlan-arp",
           "passes any ARP in the VLAN from the right MAC: ebtables "
           "does not look behind the tag"}},
    Entry{kIpt, is_tagged_llc, {"vlan-llc", "drops LLC frames with a tag"}},
    Entry{kIpt, is_tagged_twice, {"double-tag", "drops frames with two tags"}},
    Entry{kIpt, has_two_saps, {"llc-sap", "drops LLC frames whose DSAP and SSAP differ"}},

    Entry{kAsa,
          always,
          {"side",
           "an ACL is bound to an interface by access-group; see the last "
           "lines"}},
    Entry{kAsa, always, {"lengths", "header lengths and small fragments are not judged by an ACL"}},
    Entry{kAsa,
          is_bound,
          {"mac",
           "an extended ACL has no MAC; transparent mode can pin one with "
           "mac-address-table static"}},
    Entry{kAsa,
          is_arp,
          {"arp",
           "ARP is no ACL matter: transparent mode passes it; arp-inspection "
           "checks it"}},
    Entry{kAsa, may_be_nd, {"nd-claim", "an ACL does not look at what neighbour discovery claims"}},
    Entry{kAsa,
          is_tagged,
          {"vlan", "an ACL has no VLAN: apply it to the subinterface with that tag"}},
    Entry{kAsa,
          is_ip,
          {"fragment",
           "later fragments follow the interface's fragment setting: "
           "fragment chain 1 drops them"}},
    Entry{
        kAsa, is_ether, {"ethertype", "needs transparent mode; an ethertype ACL has no addresses"}},
    Entry{kAsa,
          is_llc,
          {"llc",
           "LLC frames are left out; transparent mode passes BPDUs by its own "
           "rule"}},
    Entry{kAsa, has_odd_ports, {"ports", "DCCP and UDP-Lite are allowed with any port"}},
};

bool in_peer_scope(const ExportOptions& options) {
  return options.scope == HG_SCOPE_PEERS;
}
bool in_vlan_scope(const ExportOptions& options) {
  return options.scope_vlan.has_value();
}

struct ScopeEntry {
  ExportFormat format;
  bool (*applies)(const ExportOptions&);
  Gap gap;
};

constexpr std::array kScopeEntries{
    ScopeEntry{
        kIpt, in_peer_scope, {"peer-mac", "passes IP between strangers that goes to a peer's MAC"}},
    ScopeEntry{
        kIpt, in_vlan_scope, {"scope-vlan", "judges every VLAN: iptables does not see the tag"}},
    ScopeEntry{kAsa,
               in_peer_scope,
               {"scope-peers", "an ACL denies all other transit: permit it before the last line"}},
    ScopeEntry{kAsa,
               in_vlan_scope,
               {"scope-vlan", "an ACL has no VLAN: apply it to the subinterface with that tag"}},
};

}  // namespace

std::vector<Gap> gaps_of(const ExportRules& rules, ExportFormat format) {
  std::vector<Gap> gaps;
  for (const Entry& entry : kEntries)
    if (entry.format == format && rules.any(entry.applies)) gaps.push_back(entry.gap);
  for (const ScopeEntry& entry : kScopeEntries)
    if (entry.format == format && entry.applies(*rules.options)) gaps.push_back(entry.gap);
  return gaps;
}

std::string gap_lines(const std::vector<Gap>& gaps, std::string_view prefix) {
  std::string text;
  for (const Gap& gap : gaps)
    text += fmt::format("{}not expressed [{}]: {}\n", prefix, gap.name, gap.text);
  return text;
}

bool expressible(const ExportRule& rule, ExportFormat format) {
  if (format == kIpt) return !is_tagged_twice(rule) && !is_tagged_llc(rule) && !has_two_saps(rule);
  return format != kAsa || !is_llc(rule);
}

}  // namespace haguard
