// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// forward -> sideN (came in on port N) -> sideN_VLAN (with these tags) -> one line per flow. What
// no line accepts comes back to sideN, which drops it.
#include "export/nftables.h"

#include <fmt/format.h>

#include <set>

#include "export/gap.h"
#include "export/nft_lines.h"
#include "export/nft_match.h"
#include "export/text.h"

namespace haguard {
namespace {

constexpr std::size_t kTableNameMax = 60;

std::string vlan_suffix(const VlanTags& tags) {
  if (tags.ids.empty()) return "untagged";
  std::string suffix = "vlan";
  for (const auto id : tags.ids)
    suffix += fmt::format("{}{}", suffix == "vlan" ? "" : "_", id);
  return suffix;
}

// The frames with exactly these tags, of either type (802.1Q, 802.1ad).
std::vector<std::string> tag_matches(const VlanTags& tags) {
  if (tags.ids.empty()) return {"ether type != { 8021q, 8021ad }"};
  std::vector<std::string> matches;
  for (const char* type : {"8021q", "8021ad"}) {
    std::string match = fmt::format("ether type {} vlan id {}", type, tags.ids[0]);
    if (tags.ids.size() == 2)
      match += fmt::format(" @ll,128,16 {{ 0x8100, 0x88a8 }} @ll,148,12 {}", tags.ids[1]);
    matches.push_back(std::move(match));
  }
  return matches;
}

std::string chain_text(const std::string& name, const std::vector<std::string>& lines) {
  std::string text = fmt::format("  chain {} {{\n", name);
  for (const auto& line : lines)
    text += "    " + line + "\n";
  return text + "  }\n";
}

std::set<VlanTags> tags_of(const ExportRules& rules, std::size_t side) {
  std::set<VlanTags> tags;
  for (const auto& rule : rules.rules)
    if (rule.side == side) tags.insert(rule.flow->vlan);
  return tags;
}

// The lines of one chain: accepted later fragments, then no later fragment at all, then the flows.
std::vector<std::string> flow_lines(const ExportRules& rules, std::size_t side,
                                    const VlanTags& tags) {
  const bool twice = tags.ids.size() == 2;
  std::vector<std::string> later;
  std::vector<std::string> whole;
  std::set<std::string> written;
  for (const auto& rule : rules.rules) {
    if (rule.side != side || rule.flow->vlan != tags) continue;
    const NftLines lines = nft_lines(rules, rule);
    const auto add = [&](const std::string& match, std::vector<std::string>& to) {
      if (written.insert(match).second)
        to.push_back(fmt::format("{} counter accept comment \"{}\"", match, rule.comment));
    };
    for (const auto& match : lines.later)
      add(match, later);
    for (const auto& match : lines.whole)
      add(match, whole);
  }
  later.push_back(NftMatch(twice).ip(true).any_later_fragment(true).text() + " return");
  if (!twice)
    later.push_back(NftMatch(twice).ip(false).any_later_fragment(false).text() + " return");
  later.insert(later.end(), whole.begin(), whole.end());
  return later;
}

std::string drop(const std::string& match) {
  return match + (match.empty() ? "" : " ") + "counter drop comment \"no flow of the policy\"";
}

// Scope "peers": drops what names a peer, by address or MAC; the rest of the transit passes.
std::vector<std::string> peer_drops(const Policy& policy) {
  std::set<std::string> matches;
  for (const Peer& peer : policy.peers) {
    for (const auto* list : {&peer.addresses, &peer.shared_addresses}) {
      for (const auto& address : *list) {
        for (const bool twice : {false, true}) {
          const auto ip = NftMatch(twice).ip(address.is_v4());
          matches.insert(drop(NftMatch(ip).ip_source(address).text()));
          matches.insert(drop(NftMatch(ip).ip_destination(address).text()));
          if (!address.is_v4()) continue;
          matches.insert(drop(NftMatch(twice).arp_header().arp_sender(address).text()));
          matches.insert(drop(NftMatch(twice).arp_header().arp_target(address).text()));
        }
      }
    }
    for (const auto* list : {&peer.macs, &peer.shared_macs}) {
      for (const auto& mac : *list) {
        matches.insert(drop(NftMatch(false).source_macs({mac}).text()));
        matches.insert(drop(NftMatch(false).destination_mac(mac).text()));
      }
    }
  }
  return {matches.begin(), matches.end()};
}

std::vector<std::string> final_lines(const ExportRules& rules) {
  if (rules.options->scope == HG_SCOPE_PEERS) return peer_drops(*rules.policy);
  return {drop("")};
}

std::vector<std::string> side_lines(const ExportRules& rules, std::size_t side) {
  std::vector<std::string> lines;
  const auto& scope_vlan = rules.options->scope_vlan;
  if (scope_vlan) {
    for (const auto& match : tag_matches(*scope_vlan))
      lines.push_back(fmt::format("{} jump side{}_judged", match, side));
    return lines;
  }
  for (const auto& tags : tags_of(rules, side))
    for (const auto& match : tag_matches(tags))
      lines.push_back(fmt::format("{} jump side{}_{}", match, side, vlan_suffix(tags)));
  const auto last = final_lines(rules);
  lines.insert(lines.end(), last.begin(), last.end());
  return lines;
}

std::string side_chains(const ExportRules& rules, std::size_t side) {
  std::string text;
  for (const auto& tags : tags_of(rules, side)) {
    if (rules.options->scope_vlan && tags != *rules.options->scope_vlan) continue;
    text += chain_text(fmt::format("side{}_{}", side, vlan_suffix(tags)),
                       flow_lines(rules, side, tags));
  }
  if (rules.options->scope_vlan) {
    auto lines = final_lines(rules);
    if (tags_of(rules, side).count(*rules.options->scope_vlan) != 0)
      lines.insert(lines.begin(),
                   fmt::format("jump side{}_{}", side, vlan_suffix(*rules.options->scope_vlan)));
    text += chain_text(fmt::format("side{}_judged", side), lines);
  }
  text += fmt::format("  # from {}\n", rules.options->ports[side]);
  return text + chain_text(fmt::format("side{}", side), side_lines(rules, side));
}

std::string forward_chain(const ExportRules& rules) {
  const auto& ports = rules.options->ports;
  std::vector<std::string> lines{"type filter hook forward priority filter; policy accept;"};
  for (std::size_t in = 0; in < ports.size(); ++in) {
    std::string others;
    for (std::size_t out = 0; out < ports.size(); ++out)
      if (out != in) others += fmt::format("{}\"{}\"", others.empty() ? "" : ", ", ports[out]);
    // Where the policy knows no other port, all that comes in is judged, as haguard does.
    const std::string out = others.empty() ? "" : fmt::format(" oifname {{ {} }}", others);
    lines.push_back(fmt::format("iifname \"{}\"{} jump side{}", ports[in], out, in));
  }
  return chain_text("forward", lines);
}

}  // namespace

std::string export_nftables(const ExportRules& rules) {
  const Policy& policy = *rules.policy;
  const std::string table = "haguard_" + safe_identifier(policy.link, '_', kTableNameMax);
  std::string text = fmt::format(
      "#!/usr/sbin/nft -f\n"
      "# haguard: what link {} needs, for the bridge that forwards between its ports.\n"
      "# Loading this file again replaces the table in one transaction; other tables and frames\n"
      "# between other ports are not touched. Needs no br_netfilter.\n",
      safe_text(policy.link));
  if (!rules.options->bridge.empty())
    text += fmt::format("# Bridge: {}\n", safe_text(rules.options->bridge));
  text += gap_lines(gaps_of(rules, ExportFormat::kNftables), "# ");
  text += fmt::format("table bridge {0}\ndelete table bridge {0}\ntable bridge {0} {{\n", table);
  for (std::size_t side = 0; side < rules.options->ports.size(); ++side)
    text += side_chains(rules, side);
  return text + forward_chain(rules) + "}\n";
}

}  // namespace haguard
