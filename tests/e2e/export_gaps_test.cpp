// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a target cannot express, each with frames of its own: the output announces it, the real tool
// differs from haguard on the frame that shows it, and on its neighbour frame it does not.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "export_bridge.h"
#include "export_policy.h"
#include "fixture/must.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

const MacAddress kOther = mac("02:00:00:00:00:66");
const MacAddress kEverybody = mac("ff:ff:ff:ff:ff:ff");
const MacAddress kLldpGroup = mac("01:80:c2:00:00:0e");
const IpAddress kAllNodes = ip("ff02::1");

// The smallest policy of the lab whose control frames pass.
Policy small_policy(const Lab& lab) {
  Policy policy;
  policy.link = "rooms";
  policy.peers = {peer_of(lab.a(), "primary", Lab::port(1)),
                  peer_of(lab.b(), "secondary", Lab::port(2))};
  add_both_ways(policy, ip_flow("asa-failover", 105));
  return policy;
}

Flow from_primary(Flow flow) {
  flow.from = "primary";
  return flow;
}

// A frame with a text of its own behind it.
Probe probe(const std::string& name, Frame frame, std::vector<GapOf> gaps = {}) {
  static unsigned number = 0;
  frame.payload(
      text_bytes(fmt::format("gap probe {:06}, 48 bytes long so that all fits", ++number)));
  return {name, true, std::move(frame), std::move(gaps)};
}

Probe whole(const std::string& name, Frame frame, std::vector<GapOf> gaps = {}) {
  return {name, true, std::move(frame), std::move(gaps)};
}

bool announces(const std::string& output, const std::string& gap) {
  return output.find("not expressed [" + gap + "]") != std::string::npos;
}

// Loads the policy into the target, requires that it announces `gap`, and sends the probes.
void show(const Lab& lab, const Policy& policy, const std::string& target, const std::string& gap,
          const std::vector<Probe>& probes, const ExportOptions& options = export_test_options()) {
  const ExportBridge bridge(lab, policy, options);
  const std::string output = bridge.load(target);
  INFO(output);
  REQUIRE(announces(output, gap));
  bridge.compare(probes, target, output, 1);
  REQUIRE(lab.fw().run({"nft", "flush", "ruleset"}).ok());
}

// ARP and neighbour advertisements of a peer that is bound to no MAC.
Policy unbound_policy(const Lab& lab) {
  Policy policy = small_policy(lab);
  Flow arp = from_primary(mac_flow("arp", FlowKind::kArp, 0));
  arp.to = "secondary";
  arp.bind_mac = false;
  policy.flows.push_back(arp);
  Flow advert = nd_flow("primary", 136, lab.b().ipv6);
  advert.bind_mac = false;
  policy.flows.push_back(advert);
  return policy;
}

std::vector<Probe> claims(const Lab& lab) {
  const auto arp = [&](const MacAddress& claimed) {
    return Frame()
        .ethernet(lab.a().mac, lab.b().mac)
        .arp({.operation = 2,
              .sender_mac = claimed,
              .sender = lab.a().ipv4,
              .target = lab.b().ipv4});
  };
  const auto advert = [&](const MacAddress& claimed) {
    return Frame()
        .ethernet(lab.a().mac, lab.b().mac)
        .ipv6({.source = lab.a().ipv6, .destination = lab.b().ipv6, .hop_limit = 255})
        .nd({.type = 136, .target = lab.a().ipv6, .target_link_layer = claimed});
  };
  const std::vector<GapOf> arp_gaps = {{"nftables", "unbound-claim"},
                                       {"iptables", "unbound-claim"}};
  const std::vector<GapOf> nd_gaps = {{"nftables", "unbound-claim"}, {"iptables", "nd-claim"}};
  return {whole("arp that states its own mac", arp(lab.a().mac)),
          whole("arp that states another mac", arp(kOther), arp_gaps),
          whole("nd that states its own mac", advert(lab.a().mac)),
          whole("nd that states another mac", advert(kOther), nd_gaps)};
}

std::vector<Probe> router_adverts(const Lab& lab) {
  const auto advert = [&](std::uint32_t label, const MacAddress& claimed) {
    return Frame()
        .ethernet(lab.a().mac, mac("33:33:00:00:00:01"))
        .ipv6({.source = lab.a().ipv6,
               .destination = kAllNodes,
               .hop_limit = 255,
               .flow_label = label})
        .nd({.type = 134, .source_link_layer = claimed});
  };
  return {whole("router advertisement with its mac", advert(1, lab.a().mac)),
          whole("router advertisement with another mac", advert(2, kOther),
                {{"nftables", "router-claim"}, {"iptables", "nd-claim"}})};
}

}  // namespace

TEST_CASE("export gap: claims of an unbound peer", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const std::string target = GENERATE("nftables", "iptables");
  show(lab, unbound_policy(lab), target, "unbound-claim", claims(lab));
}

TEST_CASE("export gap: claims of a router advertisement", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  Policy policy = small_policy(lab);
  policy.flows.push_back(nd_flow("primary", 134, kAllNodes));
  show(lab, policy, "nftables", "router-claim", router_adverts(lab));
  show(lab, policy, "iptables", "nd-claim", router_adverts(lab));
}

TEST_CASE("export gap: groups that a bridge keeps to itself", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const std::string target = GENERATE("nftables", "iptables");
  Policy policy = small_policy(lab);
  Flow lldp = from_primary(mac_flow("lldp", FlowKind::kEther, 0x88cc));
  lldp.destination_mac = kLldpGroup;
  policy.flows.push_back(lldp);
  const auto frame = [&] { return Frame().ethernet(lab.a().mac, kLldpGroup, 0x88cc); };
  show(lab, policy, target, "link-group", {probe("lldp", frame(), {{target, "link-group"}})});
  // With the mask that the text names, the rules alone decide, and like haguard.
  REQUIRE(lab.fw()
              .run({"ip", "link", "set", "br0", "type", "bridge", "group_fwd_mask", "0x4000"})
              .ok());
  show(lab, policy, target, "link-group",
       {probe("lldp with the mask", frame()),
        probe("lldp from another mac", Frame().ethernet(kOther, kLldpGroup, 0x88cc))});
}

TEST_CASE("export gap: llc frames with a tag", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  Policy policy = small_policy(lab);
  add_both_ways(policy, mac_flow("llc", FlowKind::kLlc, 0x4242));
  add_both_ways(policy, tagged(mac_flow("llc", FlowKind::kLlc, 0x4242), {3001}));
  const auto probes = [&] {
    const auto frame = [&] { return Frame().ethernet(lab.a().mac, lab.b().mac); };
    return std::vector<Probe>{
        probe("llc", frame().llc(0x42, 0x42)),
        probe("llc in the vlan", frame().vlan(3001).llc(0x42, 0x42), {{"iptables", "vlan-llc"}}),
        probe("llc in a wrong vlan", frame().vlan(3002).llc(0x42, 0x42))};
  };
  show(lab, policy, "iptables", "vlan-llc", probes());
  show(lab, policy, "nftables", "lengths", probes());
}

TEST_CASE("export gap: llc frames between unlike services", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  Policy policy = small_policy(lab);
  add_both_ways(policy, mac_flow("llc", FlowKind::kLlc, 0x4240));
  const auto probes = [&] {
    const auto frame = [&] { return Frame().ethernet(lab.a().mac, lab.b().mac); };
    return std::vector<Probe>{
        probe("llc 42/40", frame().llc(0x42, 0x40), {{"iptables", "llc-sap"}}),
        probe("llc 42/42", frame().llc(0x42, 0x42)), probe("llc 40/42", frame().llc(0x40, 0x42))};
  };
  const ExportBridge bridge(lab, policy, export_test_options());
  const std::string output = bridge.load("iptables");
  REQUIRE(announces(output, "llc-sap"));
  bridge.compare(probes(), "iptables", output, 1);
  REQUIRE(lab.fw().run({"nft", "flush", "ruleset"}).ok());
  show(lab, policy, "nftables", "lengths", probes());
}

TEST_CASE("export gap: one vlan alone, for iptables", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  Policy policy = small_policy(lab);
  add_both_ways(policy, tagged(ip_flow("asa-failover", 105), {3001}));
  ExportOptions options = export_test_options();
  options.scope_vlan = VlanTags{{3001}};
  const auto frame = [&](std::uint8_t protocol, bool is_tagged) {
    Frame out = Frame().ethernet(lab.a().mac, lab.b().mac);
    if (is_tagged) out.vlan(3001);
    return out.ipv4({.source = lab.a().ipv4, .destination = lab.b().ipv4, .protocol = protocol});
  };
  show(
      lab, policy, "iptables", "scope-vlan",
      {probe("ip 105 in the vlan", frame(105, true)), probe("ip 106 in the vlan", frame(106, true)),
       probe("ip 106 outside of it", frame(106, false), {{"iptables", "scope-vlan"}})},
      options);
}

TEST_CASE("export gap: frames for the firewall itself", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const std::string target = GENERATE("nftables", "iptables");
  const IpAddress own = ip("192.0.2.200");
  REQUIRE(lab.fw().run({"ip", "addr", "add", "192.0.2.200/24", "dev", "br0"}).ok());
  const ExportBridge bridge(lab, small_policy(lab), export_test_options());
  CHECK_FALSE(bridge.haguard_passes(
      probe("ping of the firewall", Frame()
                                        .ethernet(lab.a().mac, kEverybody)
                                        .ipv4({.source = lab.a().ipv4, .destination = own})
                                        .icmp({.type = 8}))));
  REQUIRE(announces(bridge.load(target), "host"));
  CHECK(Lab::ping(lab.a(), own));
  CHECK_FALSE(Lab::ping(lab.a(), lab.b().ipv4, seconds(1)));
}

TEST_CASE("export gap: fragments that connection tracking puts together", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const ExportBridge bridge(lab, small_policy(lab), export_test_options());
  REQUIRE(announces(bridge.load("iptables"), "reassembly"));
  const RawSocket a = must(lab.a().raw_socket());
  const RawSocket b = must(lab.b().raw_socket());
  const auto piece = [&](std::uint16_t id, std::uint16_t offset, const Bytes& text) {
    return whole("piece", Frame()
                              .ethernet(lab.a().mac, lab.b().mac)
                              .ipv4({.source = lab.a().ipv4,
                                     .destination = lab.b().ipv4,
                                     .protocol = 105,
                                     .id = id,
                                     .fragment_offset = offset,
                                     .more_fragments = offset == 0})
                              .payload(text));
  };
  const Bytes head = text_bytes("the first piece, which is 48 bytes long, I think");
  const Bytes tail = text_bytes("the later piece, which is 48 bytes long, I think");
  CHECK(bridge.haguard_passes(piece(1, 0, head)));
  CHECK_FALSE(bridge.haguard_passes(piece(1, 48, tail)));
  // Without connection tracking the target decides like haguard, piece by piece.
  CHECK(bridge.comes_through(piece(1, 0, head)));
  CHECK_FALSE(bridge.comes_through(piece(1, 48, tail)));
  REQUIRE(lab.fw()
              .run({"iptables", "-A", "INPUT", "-m", "conntrack", "--ctstate", "INVALID", "-j",
                    "ACCEPT"})
              .ok());
  REQUIRE(a.send(piece(2, 0, head).frame).ok());
  REQUIRE(a.send(piece(2, 48, tail).frame).ok());
  CHECK(b.receive(seconds(5), containing(tail)));
}
