// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The texts as a whole where they are small; tests/e2e/export_test.cpp loads them into real tools.
#include "export/export.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sample_policy.h"

using namespace haguard;

namespace {

std::string exported(ExportFormat format, const Policy& policy = sample_policy(),
                     const ExportOptions& options = sample_options()) {
  auto text = export_policy(policy, format, options);
  if (!text.ok()) FAIL(text.error().message);
  return std::move(text).value();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("formats are found by their word", "[export]") {
  CHECK(*parse_export_format("asa-acl") == ExportFormat::kAsaAcl);
  CHECK(*parse_export_format("json") == ExportFormat::kJson);
  CHECK(parse_export_format("yaml\n").error().kind == ErrorKind::kUsage);
}

TEST_CASE("markdown answers the question", "[export]") {
  const std::string text = exported(ExportFormat::kMarkdown);
  CHECK(has(text,
            "Between primary (192.0.2.1) and secondary (192.0.2.2), allow: ARP; IP protocol 105 "
            "(Cisco ASA failover); UDP port 500.\n"));
  CHECK(has(text,
            "| IP protocol 105 | - | primary and secondary, both ways | untagged | Cisco ASA "
            "failover | seen |\n"));
  CHECK(has(text,
            "| UDP | 500 to 500 | primary to secondary | untagged | ike | not seen, known of "
            "this system |\n"));
  CHECK(has(text, "- IP protocol 105 has no ports: \"allow any TCP and UDP\" does not let it "));
  CHECK(has(text, "- ARP must pass in both directions"));
  CHECK(has(text, "- Not seen while learning, but known of this system:\n  - UDP port 500, "));
  CHECK_FALSE(has(text, "There is no TCP or UDP port to allow."));
}

TEST_CASE("markdown says when there is no port, and when arp is missing", "[export]") {
  Policy policy = sample_policy();
  policy.flows = {policy.flows[1], policy.flows[3]};
  auto options = sample_options();
  options.labels.clear();
  const std::string text = exported(ExportFormat::kMarkdown, policy, options);
  CHECK(has(text, "There is no TCP or UDP port to allow."));
  CHECK(has(text, "- Warning: the policy has no ARP"));
}

TEST_CASE("request and answer are one row", "[export]") {
  Policy policy = sample_policy();
  Flow there = sample_flow("sync", "primary", "secondary");
  there.protocol = 6;
  there.destination_port = 703;
  Flow back = sample_flow("sync", "secondary", "primary");
  back.protocol = 6;
  back.source_port = 703;
  policy.flows = {there, back};
  auto options = sample_options();
  options.labels.clear();
  const std::string text = exported(ExportFormat::kMarkdown, policy, options);
  CHECK(has(text, "| TCP | any to 703 and back | primary and secondary, both ways |"));
}

TEST_CASE("nftables output as a whole", "[export]") {
  Policy policy = sample_policy();
  policy.flows = {policy.flows[1]};
  auto options = sample_options();
  options.labels.clear();
  const std::string text = exported(ExportFormat::kNftables, policy, options);
  CHECK(text.substr(text.find("table bridge")) ==
        "table bridge haguard_rooms\n"
        "delete table bridge haguard_rooms\n"
        "table bridge haguard_rooms {\n"
        "  chain side0_untagged {\n"
        "    meta protocol ip ip frag-off & 0x1fff != 0 return\n"
        "    meta protocol ip6 frag frag-off != 0 return\n"
        "    meta protocol ip ether saddr 02:00:00:00:00:01 ip saddr 192.0.2.1 ip daddr 192.0.2.2 "
        "meta l4proto 105 counter accept comment \"asa-failover\"\n"
        "  }\n"
        "  # from eth1\n"
        "  chain side0 {\n"
        "    ether type != { 8021q, 8021ad } jump side0_untagged\n"
        "    counter drop comment \"no flow of the policy\"\n"
        "  }\n"
        "  # from eth2\n"
        "  chain side1 {\n"
        "    counter drop comment \"no flow of the policy\"\n"
        "  }\n"
        "  chain forward {\n"
        "    type filter hook forward priority filter; policy accept;\n"
        "    iifname \"eth1\" oifname { \"eth2\" } jump side0\n"
        "    iifname \"eth2\" oifname { \"eth1\" } jump side1\n"
        "  }\n"
        "}\n");
}

TEST_CASE("iptables output judges ip in iptables and the rest in ebtables", "[export]") {
  const std::string text = exported(ExportFormat::kIptables);
  CHECK(has(text,
            "-A HAGUARD-rooms-0 -s 192.0.2.1 -d 192.0.2.2 -p 105 -m mac --mac-source "
            "02:00:00:00:00:01 -m comment --comment \"asa-failover (Cisco ASA failover)\" "
            "-j ACCEPT\n"));
  CHECK(has(text,
            "--arp-ip-src 192.0.2.1 --arp-ip-dst 192.0.2.2 -s 02:00:00:00:00:01 --arp-mac-src "
            "02:00:00:00:00:01 -j ACCEPT\n"));
  CHECK(has(text, "bridge-nf-$name"));
  CHECK_FALSE(has(text, "filter-vlan-tagged"));
}

TEST_CASE("asa acl output", "[export]") {
  const std::string text = exported(ExportFormat::kAsaAcl);
  CHECK(has(text,
            "access-list HAGUARD_rooms_eth1 extended permit 105 host 192.0.2.1 host 192.0.2.2\n"));
  CHECK(has(text,
            "access-list HAGUARD_rooms_eth1 extended permit udp host 192.0.2.1 eq 500 host "
            "192.0.2.2 eq 500\n"));
  CHECK(has(text, "! not expressed [arp]"));
  CHECK(has(text, "! not expressed [mac]"));
  CHECK_FALSE(has(text, "! not expressed [vlan]"));
}

TEST_CASE("json holds policy and rules", "[export]") {
  Policy policy = sample_policy();
  policy.peers[0].name += "\xff\n\"";
  for (auto& flow : policy.flows)
    (flow.from == "primary" ? flow.from : flow.to) = policy.peers[0].name;
  const auto root = nlohmann::json::parse(exported(ExportFormat::kJson, policy));
  CHECK(root["schema"] == 1);
  CHECK(root["peers"][0]["macs"][0] == "02:00:00:00:00:01");
  CHECK(root["flows"].size() == 5);
  CHECK(root["flows"][4]["origin"] == "knowledge");
  CHECK(root["rules"][1]["flow"] == 1);
  CHECK(root["rules"][1]["protocol"] == 105);
  CHECK(root["rules"][4]["destination_port"] == 500);
  CHECK(root["rules"][0]["source"] == "192.0.2.1");
}

TEST_CASE("what cannot be exported is refused", "[export]") {
  Policy policy = sample_policy();
  auto options = sample_options();
  options.ports[0] = policy.peers[0].port = "eth\"1";
  for (const auto format :
       {ExportFormat::kNftables, ExportFormat::kIptables, ExportFormat::kAsaAcl})
    CHECK(export_policy(policy, format, options).error().kind == ErrorKind::kUsage);
  CHECK(export_policy(policy, ExportFormat::kMarkdown, options).ok());
  CHECK(export_policy(policy, ExportFormat::kJson, options).ok());
  policy.flows.clear();
  CHECK(export_policy(policy, ExportFormat::kMarkdown, options).error().kind ==
        ErrorKind::kRefused);
}

TEST_CASE("no line of any text begins with what a name smuggles in", "[export]") {
  Policy policy = sample_policy();
  const std::string smuggled = "x\n-A FORWARD -j ACCEPT\n! no access-list\n| a | b |\n# Heading\n";
  policy.link += smuggled;
  for (auto& flow : policy.flows)
    flow.name += smuggled;
  auto options = sample_options();
  for (auto& label : options.labels)
    label += smuggled;
  options.bridge = smuggled;
  for (const auto format : {ExportFormat::kMarkdown, ExportFormat::kNftables,
                            ExportFormat::kIptables, ExportFormat::kAsaAcl}) {
    const std::string text = exported(format, policy, options);
    for (const char* line : {"\n-A FORWARD", "\n! no access-list", "\n| a", "\n# Heading"})
      CHECK_FALSE(has(text, line));
  }
}
