// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The exported rules in the real nft, iptables, ip6tables and ebtables: on a bridge, frame by
// frame, they pass and drop what haguard itself would. A frame on which a target differs must be a
// documented exception: its name stands in the output, and here.
#include <catch2/catch.hpp>

#include "base/file.h"
#include "export_bridge.h"
#include "export_policy.h"
#include "fixture/must.h"

using namespace haguard;

namespace {

constexpr std::size_t kLeastAllowed = 21;

}  // namespace

TEST_CASE("nftables output passes and drops the same frames as haguard", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const ExportBridge bridge(lab, export_test_policy(lab), export_test_options());
  bridge.compare(export_probes(lab), "nftables", bridge.load("nftables"), kLeastAllowed);
}

TEST_CASE("iptables output passes and drops the same frames as haguard", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const ExportBridge bridge(lab, export_test_policy(lab), export_test_options());
  bridge.compare(export_probes(lab), "iptables", bridge.load("iptables"), kLeastAllowed);
}

TEST_CASE("scope peers and scope vlan are exported as well", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  ExportOptions options = export_test_options();
  SECTION("nftables, peers") {
    options.scope = HG_SCOPE_PEERS;
    const ExportBridge bridge(lab, export_test_policy(lab), options);
    bridge.compare(export_probes(lab), "nftables", bridge.load("nftables"), kLeastAllowed);
  }
  SECTION("nftables, one vlan") {
    options.scope_vlan = VlanTags{{3001}};
    const ExportBridge bridge(lab, export_test_policy(lab), options);
    // Every exception of this target lies outside the VLAN, where nothing is judged.
    bridge.compare(export_probes(lab), "nftables in one vlan", bridge.load("nftables"),
                   kLeastAllowed);
  }
  SECTION("iptables, peers") {
    options.scope = HG_SCOPE_PEERS;
    const ExportBridge bridge(lab, export_test_policy(lab), options);
    bridge.compare(export_probes(lab), "iptables", bridge.load("iptables"), kLeastAllowed);
  }
}

TEST_CASE("names cannot break out of the exported rules", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const std::string canary = lab.scratch() + "/canary";
  const std::string hostile = "x\"; } ' \\ `touch " + canary + "` $(touch " + canary +
                              ") ?\nHAGUARD_END\ntouch " + canary + "\n-A FORWARD -j DROP\n#";
  Policy policy = export_test_policy(lab);
  ExportOptions options = export_test_options();
  policy.link = hostile;
  policy.system = hostile;
  options.bridge = hostile;
  for (auto& peer : policy.peers)
    peer.name += hostile;
  for (auto& flow : policy.flows) {
    flow.name += hostile;
    flow.from += hostile;
    if (!flow.to.empty()) flow.to += hostile;
    options.labels.push_back(hostile);
  }
  for (const char* target : {"nftables", "iptables"}) {
    const ExportBridge bridge(lab, policy, options);
    bridge.compare(export_probes(lab), target, bridge.load(target), kLeastAllowed);
    CHECK_FALSE(read_file(canary).ok());
    REQUIRE(lab.fw().run({"nft", "flush", "ruleset"}).ok());
  }
}

TEST_CASE("rules of a policy that knows one port judge what comes in there", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  Policy policy = export_test_policy(lab);
  policy.peers.pop_back();
  Flow failover = ip_flow("asa-failover", 105);
  failover.from = "primary";
  failover.destination = lab.b().ipv4;
  policy.flows = {failover};
  ExportOptions options = export_test_options();
  options.ports.pop_back();
  const auto probe = [&](std::uint8_t protocol, const std::string& text) {
    return Probe{
        "probe",
        true,
        Frame()
            .ethernet(lab.a().mac, mac("ff:ff:ff:ff:ff:ff"))
            .ipv4({.source = lab.a().ipv4, .destination = lab.b().ipv4, .protocol = protocol})
            .payload(text_bytes(text)),
        {}};
  };
  for (const char* target : {"nftables", "iptables"}) {
    INFO(target);
    const ExportBridge bridge(lab, policy, options);
    (void)bridge.load(target);
    CHECK(bridge.comes_through(probe(105, "one flow of the policy, 48 bytes long and so on")));
    CHECK_FALSE(bridge.comes_through(probe(106, "no flow of the policy, 48 bytes long and so on")));
    REQUIRE(lab.fw().run({"nft", "flush", "ruleset"}).ok());
  }
}

TEST_CASE("loading exported rules again changes nothing", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const ExportBridge bridge(lab, export_test_policy(lab), export_test_options());
  const auto load_twice = [&](const std::string& target, const std::string& sign) {
    (void)bridge.load(target);
    const std::string once = must(lab.fw().run({"nft", "--stateless", "list", "ruleset"}));
    CHECK(once.find(sign) != std::string::npos);
    (void)bridge.load(target);
    CHECK(must(lab.fw().run({"nft", "--stateless", "list", "ruleset"})) == once);
  };
  load_twice("iptables", "HAGUARD-rooms-0F");
  load_twice("nftables", "table bridge haguard_rooms");
}
