// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Chains of each table: FORWARD -> HAGUARD-link -> HAGUARD-link-N (came in on port N), and for IP
// HAGUARD-link-NF (its later fragments). What no line accepts is dropped at the end of the chain.
#include "export/iptables.h"

#include <fmt/format.h>

#include <set>

#include "export/gap.h"
#include "export/iptables_lines.h"
#include "export/text.h"

namespace haguard {
namespace {

constexpr std::size_t kLinkNameMax = 16;  // a chain's name has at most 28 characters
constexpr const char* kEnd = "HAGUARD_END";

// The lines of one table, each match only once however many flows ask for it.
class Lines {
 public:
  void add(const std::string& line) { add(line, line); }
  void add(const std::string& match, const std::string& line) {
    if (written_.insert(match).second) text_ += line + "\n";
  }
  void accept(const std::string& chain, const std::string& match, const std::string& comment) {
    add(chain + " " + match,
        fmt::format("-A {} {} -m comment --comment \"{}\" -j ACCEPT", chain, match, comment));
  }
  void comment(const std::string& text) { text_ += "# " + text + "\n"; }
  const std::string& text() const { return text_; }

 private:
  std::set<std::string> written_;
  std::string text_;
};

bool written_here(const ExportRule& rule) {
  return expressible(rule, ExportFormat::kIptables);
}

bool is_tagged_ip(const ExportRule& rule) {
  return rule.flow->kind == FlowKind::kIp && rule.flow->vlan.ids.size() == 1;
}

void add_pairs(const ExportRules& rules, const std::string& chain, bool physdev, Lines& lines) {
  const auto& ports = rules.options->ports;
  // Where the policy knows no other port, all that comes in is judged, as haguard does.
  if (ports.size() == 1)
    lines.add(fmt::format("-A {0} {1} {2} -j {0}-0", chain,
                          physdev ? "-m physdev --physdev-in" : "-i", ports[0]));
  const char* form = physdev ? "-A {} -m physdev --physdev-in {} --physdev-out {} -j {}-{}"
                             : "-A {} -i {} -o {} -j {}-{}";
  for (std::size_t in = 0; in < ports.size(); ++in)
    for (std::size_t out = 0; out < ports.size(); ++out)
      if (in != out)
        lines.add(fmt::format(fmt::runtime(form), chain, ports[in], ports[out], chain, in));
}

// What ends a chain: drop, or in scope "peers" drop what names a peer.
void add_ip_end(const ExportRules& rules, const std::string& chain, bool v4, Lines& lines) {
  if (rules.options->scope == HG_SCOPE_LINK) return lines.add(fmt::format("-A {} -j DROP", chain));
  for (const Peer& peer : rules.policy->peers) {
    for (const auto* list : {&peer.addresses, &peer.shared_addresses}) {
      for (const auto& address : *list) {
        if (address.is_v4() != v4) continue;
        lines.add(fmt::format("-A {} -s {} -j DROP", chain, address.to_string()));
        lines.add(fmt::format("-A {} -d {} -j DROP", chain, address.to_string()));
      }
    }
  }
  for (const Peer& peer : rules.policy->peers)
    for (const auto* list : {&peer.macs, &peer.shared_macs})
      for (const auto& mac : *list)
        lines.add(fmt::format("-A {} -m mac --mac-source {} -j DROP", chain, mac.to_string()));
}

void add_ip_side(const ExportRules& rules, const std::string& link, std::size_t side, bool v4,
                 Lines& lines) {
  const std::string chain = fmt::format("{}-{}", link, side);
  const std::string later = chain + "F";
  if (!v4) lines.add(fmt::format("-A {} -m frag --fragfirst -j RETURN", later));
  lines.add(fmt::format("-A {} {} -j {}", chain, v4 ? "-f" : "-m frag", later));
  for (const ExportRule& rule : rules.rules) {
    if (rule.flow->kind != FlowKind::kIp || rule.side != side || rule.is_v4() != v4) continue;
    if (!written_here(rule)) continue;
    for (const auto& match : iptables_later_lines(rule))
      lines.accept(later, match, rule.comment);
    for (const auto& match : iptables_lines(rule))
      lines.accept(chain, match, rule.comment);
  }
  add_ip_end(rules, later, v4, lines);
  add_ip_end(rules, chain, v4, lines);
}

std::string ip_section(const ExportRules& rules, const std::string& link, bool v4) {
  const std::string tool = v4 ? "iptables" : "ip6tables";
  Lines lines;
  for (std::size_t side = 0; side < rules.options->ports.size(); ++side)
    lines.add(fmt::format(":{0}-{1} - [0:0]\n:{0}-{1}F - [0:0]", link, side));
  lines.add(fmt::format(":{} - [0:0]", link));
  for (std::size_t side = 0; side < rules.options->ports.size(); ++side)
    add_ip_side(rules, link, side, v4, lines);
  add_pairs(rules, link, true, lines);
  return fmt::format(
      "{0}-restore --noflush <<'{1}'\n*filter\n{2}COMMIT\n{1}\n"
      "{0} -C FORWARD -m physdev --physdev-is-bridged -j {3} 2>/dev/null ||\n"
      "  {0} -I FORWARD 1 -m physdev --physdev-is-bridged -j {3}\n",
      tool, kEnd, lines.text(), link);
}

// Scope "peers": ebtables lets all IP through to iptables, and drops what else names a peer.
void add_ether_end(const ExportRules& rules, const std::string& chain, Lines& lines) {
  if (rules.options->scope == HG_SCOPE_LINK) return lines.add(fmt::format("-A {} -j DROP", chain));
  lines.add(fmt::format("-A {} -p IPv4 -j ACCEPT", chain));
  lines.add(fmt::format("-A {} -p IPv6 -j ACCEPT", chain));
  for (const Peer& peer : rules.policy->peers) {
    for (const auto* list : {&peer.macs, &peer.shared_macs}) {
      for (const auto& mac : *list) {
        lines.add(fmt::format("-A {} -s {} -j DROP", chain, mac.to_string()));
        lines.add(fmt::format("-A {} -d {} -j DROP", chain, mac.to_string()));
      }
    }
    for (const auto* list : {&peer.addresses, &peer.shared_addresses}) {
      for (const auto& address : *list) {
        if (!address.is_v4()) continue;
        lines.add(fmt::format("-A {} -p ARP --arp-ip-src {} -j DROP", chain, address.to_string()));
        lines.add(fmt::format("-A {} -p ARP --arp-ip-dst {} -j DROP", chain, address.to_string()));
      }
    }
  }
}

std::string ether_section(const ExportRules& rules, const std::string& link) {
  Lines lines;
  const std::size_t sides = rules.options->ports.size();
  for (std::size_t side = 0; side < sides; ++side)
    lines.add(fmt::format(":{0}-{1} ACCEPT\n-F {0}-{1}", link, side));
  lines.add(fmt::format(":{0} ACCEPT\n-F {0}", link));
  for (std::size_t side = 0; side < sides; ++side) {
    const std::string chain = fmt::format("{}-{}", link, side);
    for (const ExportRule& rule : rules.rules) {
      if (rule.side != side) continue;
      if (!written_here(rule)) {
        lines.comment("left out: " + rule.comment);
        continue;
      }
      for (const auto& match : ebtables_lines(rule))
        lines.add(fmt::format("-A {} {} -j ACCEPT", chain, match));
    }
    add_ether_end(rules, chain, lines);
  }
  add_pairs(rules, link, false, lines);
  return fmt::format(
      "ebtables-restore --noflush <<'{0}'\n*filter\n{1}{0}\n"
      "ebtables -L FORWARD | grep -qx -- '-j {2}' || ebtables -I FORWARD 1 -j {2}\n",
      kEnd, lines.text(), link);
}

std::string header(const ExportRules& rules, const std::string& link) {
  std::string text = fmt::format(
      "#!/bin/sh\n"
      "# haguard: what link {} needs, for the bridge that forwards between its ports.\n"
      "# Chains {} in iptables, ip6tables and ebtables; running this again replaces them.\n"
      "# ARP and other ethertypes are judged by ebtables; arptables is not needed.\n",
      safe_text(rules.policy->link), link);
  if (!rules.options->bridge.empty())
    text += fmt::format("# Bridge: {}\n", safe_text(rules.options->bridge));
  return text + gap_lines(gaps_of(rules, ExportFormat::kIptables), "# ");
}

// Without these iptables never sees a bridged frame, and ebtables would pass all IP.
std::string bridge_section(const ExportRules& rules) {
  std::string switches = "call-iptables call-ip6tables";
  if (rules.any(is_tagged_ip)) switches += " filter-vlan-tagged";
  return fmt::format(
      "set -eu\n"
      "modprobe br_netfilter 2>/dev/null || true\n"
      "for name in {}; do\n"
      "  echo 1 >\"/proc/sys/net/bridge/bridge-nf-$name\"\n"
      "done\n",
      switches);
}

}  // namespace

std::string export_iptables(const ExportRules& rules) {
  const std::string link = "HAGUARD-" + safe_identifier(rules.policy->link, '-', kLinkNameMax);
  return header(rules, link) + bridge_section(rules) + ip_section(rules, link, true) +
         ip_section(rules, link, false) + ether_section(rules, link);
}

}  // namespace haguard
