// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The difference of two policies, in words and as JSON; a flow in one line; the file of flow ids.
#include "policy/diff.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "policy/describe.h"
#include "policy/flow_ids_text.h"
#include "unit/policy/pair.h"

namespace haguard::pair {

TEST_CASE("diff: equal policies, in any order of flows, do not differ") {
  Policy a = peers_only();
  a.flows = {ip_flow(105), ip_flow(8)};
  Policy b = a;
  std::swap(b.flows[0], b.flows[1]);
  CHECK(diff_policies(a, b).empty());
  CHECK(format_diff(diff_policies(a, b)) == "no difference\n");
  CHECK(diff_to_json(diff_policies(a, b))["same"] == true);
}

TEST_CASE("diff: what came, what left, what changed") {
  Policy active = peers_only();
  active.flows = {ip_flow(105), ip_flow(8), ip_flow(9)};
  Policy candidate = active;
  candidate.system = "cisco-asa";
  candidate.peers[0].macs = {kStrangerMac};
  candidate.peers[1].name = "standby";
  candidate.flows[1].name = "state";
  candidate.flows[1].heartbeat = true;
  candidate.flows[2] = ip_flow(17);
  candidate.flows[2].destination_port = 3780;

  const PolicyDiff diff = diff_policies(active, candidate);
  CHECK_FALSE(diff.empty());
  CHECK(format_diff(diff) ==
        "~ policy\n"
        "    system: none -> cisco-asa\n"
        "- peer secondary  on eth2 192.0.2.2 2001:db8::2 02:00:00:00:00:02\n"
        "+ peer standby  on eth2 192.0.2.2 2001:db8::2 02:00:00:00:00:02\n"
        "~ peer primary\n"
        "    mac: 02:00:00:00:00:01 -> 02:00:00:00:00:66\n"
        "- flow 9  primary > secondary  ip 9\n"
        "+ flow 17  primary > secondary  udp 3780\n"
        "~ flow state  primary > secondary  ip 8\n"
        "    name: 8 -> state\n"
        "    heartbeat: false -> true\n");

  const nlohmann::json json = diff_to_json(diff);
  CHECK(json["schema"] == 1);
  CHECK(json["same"] == false);
  CHECK(json["flows"]["added"][0]["description"] == "primary > secondary  udp 3780");
  CHECK(json["flows"]["removed"][0]["name"] == "9");
  CHECK(json["flows"]["changed"][0]["fields"][1]["after"] == "true");
  CHECK(json["peers"]["added"][0]["addresses"][0] == "192.0.2.2");
  CHECK(json["peers"]["changed"][0]["fields"][0]["field"] == "mac");
  CHECK(json["policy"][0]["before"].get<std::string>().empty());
}

TEST_CASE("diff: a second flow of one identity is one that came or left") {
  Policy one = peers_only();
  one.flows = {ip_flow(105)};
  Policy two = one;
  two.flows.push_back(ip_flow(105));
  CHECK(diff_policies(one, two).flows_added.size() == 1);
  CHECK(diff_policies(two, one).flows_removed.size() == 1);
  CHECK(diff_policies(two, two).empty());
}

TEST_CASE("describe: a flow in one line") {
  Flow flow = ip_flow(105);
  CHECK(describe_flow(flow) == "primary > secondary  ip 105");
  flow.vlan.ids = {3001, 7};
  flow.fragments = true;
  CHECK(describe_traffic(flow) == "ip 105 vlan 3001 vlan 7 fragments");

  flow = ip_flow(17);
  CHECK(describe_traffic(flow) == "udp");
  flow.destination_port = 500;
  CHECK(describe_traffic(flow) == "udp 500");
  flow.source_port = 500;
  CHECK(describe_traffic(flow) == "udp 500 > 500");
  flow.destination_port.reset();
  CHECK(describe_traffic(flow) == "udp 500 > any");

  flow = ip_flow(112);
  flow.to.clear();
  flow.destination = ip("224.0.0.18");
  CHECK(describe_flow(flow) == "primary > 224.0.0.18  vrrp");
  flow.to = "secondary";
  flow.source = kPrimary;
  CHECK(describe_flow(flow) == "primary (192.0.2.1) > secondary (224.0.0.18)  vrrp");

  flow = ip_flow(1);
  flow.icmp_type = 3;
  flow.icmp_code = 4;
  CHECK(describe_traffic(flow) == "icmp type 3 code 4");

  flow = arp_flow("primary", "secondary");
  CHECK(describe_traffic(flow) == "arp");
  flow.arp_operation = 1;
  CHECK(describe_traffic(flow) == "arp request");
  flow.arp_operation = 9;
  CHECK(describe_traffic(flow) == "arp operation 9");

  flow.kind = FlowKind::kEther;
  flow.number = 0x8890;
  CHECK(describe_traffic(flow) == "ethertype 0x8890");
  flow.kind = FlowKind::kLlc;
  flow.number = 0x4203;
  CHECK(describe_traffic(flow) == "llc 42/03");
}

TEST_CASE("flow ids: written and read again") {
  const FlowIds ids = {{flow_identity(ip_flow(105)), 0}, {"\"quoted\" \\", 4294967295U}};
  const auto again = parse_flow_ids(format_flow_ids(ids), "ids");
  REQUIRE(again.ok());
  CHECK(*again == ids);
  CHECK(format_flow_ids({{"no \xff utf-8", 1}}).find('\xff') == std::string::npos);
}

TEST_CASE("flow ids: what is no such file is refused") {
  const auto refused = [](const std::string& text) {
    const auto ids = parse_flow_ids(text, "flow-ids.json");
    return !ids.ok() && ids.error().message.find("flow-ids.json") != std::string::npos;
  };
  CHECK(refused(""));
  CHECK(refused("[]"));
  CHECK(refused("{}"));
  CHECK(refused(R"({"schema": 1, "ids": 3})"));
  CHECK(refused(R"({"schema": 1, "ids": {"a": -1}})"));
  CHECK(refused(R"({"schema": 1, "ids": {"a": 4294967296}})"));
  CHECK(refused(R"({"schema": 1, "ids": {"a": "1"}})"));
  CHECK(refused(R"({"schema": 1, "ids": {"a": 1, "b": 1}})"));
  CHECK(refused(std::string(1000000, '[')));
  const std::string good = format_flow_ids({{"a", 1}, {"b", 2}});
  for (std::size_t size = 0; size + 2 < good.size(); ++size)
    CHECK(refused(good.substr(0, size)));
}

}  // namespace haguard::pair
