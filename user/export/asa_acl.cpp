// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/asa_acl.h"

#include <fmt/format.h>

#include <set>

#include "base/ip_protocol.h"
#include "export/gap.h"
#include "export/text.h"

namespace haguard {
namespace {

constexpr std::size_t kAclNameMax = 40;

std::string protocol_word(std::uint8_t protocol) {
  switch (protocol) {
    case kIcmp:
    case kTcp:
    case kUdp:
    case kSctp:
      return protocol_name(protocol);
    case kIcmpv6:
      return "icmp6";
    default:
      return fmt::to_string(protocol);
  }
}

bool takes_ports(std::uint8_t protocol) {
  return protocol == kTcp || protocol == kUdp || protocol == kSctp;
}

std::string port(const Flow& flow, const std::optional<std::uint16_t>& number) {
  if (!number || !takes_ports(flow.protocol)) return {};
  return fmt::format(" eq {}", *number);
}

std::string icmp(const Flow& flow) {
  if (!flow.icmp_type || !is_icmp(flow.protocol)) return {};
  std::string text = fmt::format(" {}", *flow.icmp_type);
  if (flow.icmp_code) text += fmt::format(" {}", *flow.icmp_code);
  return text;
}

std::string ip_line(const std::string& name, const ExportRule& rule) {
  const Flow& flow = *rule.flow;
  return fmt::format("access-list {} extended permit {} host {}{} host {}{}{}\n", name,
                     protocol_word(flow.protocol), rule.source.to_string(),
                     port(flow, flow.source_port), rule.destination.to_string(),
                     port(flow, flow.destination_port), icmp(flow));
}

std::string remark(const std::string& name, const std::string& text) {
  return fmt::format("access-list {} remark {}\n", name, text.substr(0, 100));
}

std::string rule_lines(const std::string& name, const ExportRule& rule) {
  switch (rule.flow->kind) {
    case FlowKind::kIp:
      return ip_line(name, rule);
    case FlowKind::kArp:
      return remark(name, fmt::format("not expressed - arp: {} to {}", rule.source.to_string(),
                                      rule.destination.to_string()));
    case FlowKind::kEther:
      return fmt::format("access-list {}_ET ethertype permit {:#06x}\n", name, rule.flow->number);
    case FlowKind::kLlc:
      break;
  }
  return remark(name, fmt::format("not expressed - llc: {:#06x}", rule.flow->number));
}

std::string list_name(const ExportRules& rules, std::size_t side) {
  return fmt::format("HAGUARD_{}_{}", safe_identifier(rules.policy->link, '_', kAclNameMax),
                     safe_identifier(rules.options->ports[side], '_', kAclNameMax));
}

std::string side_lists(const ExportRules& rules, std::size_t side) {
  const std::string name = list_name(rules, side);
  std::string text = "!\n" + remark(name, "from " + rules.options->ports[side]);
  std::set<std::string> written;
  const Flow* remarked = nullptr;
  for (const ExportRule& rule : rules.rules) {
    if (rule.side != side) continue;
    const std::string line = rule_lines(name, rule);
    if (!written.insert(line).second) continue;
    if (rule.flow != remarked) text += remark(name, rule.comment);
    remarked = rule.flow;
    text += line;
  }
  return text + fmt::format("access-list {} extended deny ip any any\n", name);
}

}  // namespace

std::string export_asa_acl(const ExportRules& rules) {
  std::string text =
      fmt::format("! haguard: what link {} needs, as access lists of the firewall in the middle\n",
                  safe_text(rules.policy->link));
  text += gap_lines(gaps_of(rules, ExportFormat::kAsaAcl), "! ");
  const std::size_t sides = rules.options->ports.size();
  for (std::size_t side = 0; side < sides; ++side)
    text += side_lists(rules, side);
  text += "!\n! Bind each list to the interface on that side, by its nameif:\n";
  for (std::size_t side = 0; side < sides; ++side)
    text += fmt::format("! access-group {} in interface NAMEIF ({})\n", list_name(rules, side),
                        rules.options->ports[side]);
  return text;
}

}  // namespace haguard
