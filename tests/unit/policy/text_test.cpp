// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The policy file: read, written, read again, and refused with place and hint.
#include "policy/text.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/policy/pair.h"

namespace haguard::pair {
namespace {

const std::string kPeers = R"(link = "rooms"
[[peer]]
name = "primary"
port = "eth1"
mac = "02:00:00:00:00:01"
addresses = ["192.0.2.1", "2001:db8::1"]
[[peer]]
name = "secondary"
port = "eth2"
mac = ["02:00:00:00:00:02", "02:00:00:00:00:12"]
addresses = ["192.0.2.2"]
shared_addresses = ["192.0.2.100"]
shared_macs = ["00:00:5e:00:01:01"]
)";
constexpr int kFlowLine = 14;  // where the text behind kPeers starts

Policy parsed(const std::string& text) {
  auto policy = parse_policy(text, "p.toml");
  if (!policy) FAIL(policy.error().message);
  return std::move(policy).value();
}

Flow parsed_flow(const std::string& keys) {
  return parsed(kPeers + "[[flow]]\nname = \"x\"\nfrom = \"primary\"\n" + keys).flows.at(0);
}

// `keys` follow the flow's header in the line given by `line`, from 1.
void refused(const std::string& keys, int line, int column, const std::string& what,
             const std::string& hint) {
  const auto policy = parse_policy(kPeers + "[[flow]]\n" + keys, "p.toml");
  INFO(keys);
  REQUIRE_FALSE(policy.ok());
  const Error& error = policy.error();
  CHECK(error.kind == ErrorKind::kUsage);
  CHECK_THAT(error.message, Catch::StartsWith("p.toml:" + std::to_string(kFlowLine + line) + ":" +
                                              std::to_string(column) + ": "));
  CHECK_THAT(error.message, Catch::Contains(what));
  CHECK_THAT(error.hint, Catch::Contains(hint));
}

const std::string kFlow = "name = \"x\"\nfrom = \"primary\"\nto = \"secondary\"\n";

}  // namespace

TEST_CASE("policy text: peers and every key of a flow") {
  SourceMap places;
  const auto read = parse_policy(kPeers + R"(
[[flow]]
name = "sync"
from = "primary"
to = "secondary"
source = "192.0.2.1"
destination = "192.0.2.2"
protocol = "udp"
source_port = 1
destination_port = 3780
vlan = [100, 7]
fragments = true
heartbeat = true
bind_mac = false
origin = "learned"
)",
                                 "p.toml", &places);
  REQUIRE(read.ok());
  CHECK(read->link == "rooms");
  REQUIRE(read->peers.size() == 2);
  CHECK(read->peers[0] == Peer{"primary", "eth1", {kPrimaryMac}, {kPrimary, kPrimary6}, {}, {}});
  CHECK(read->peers[1].macs.size() == 2);
  CHECK(read->peers[1].shared_addresses == std::vector<IpAddress>{ip("192.0.2.100")});
  CHECK(read->peers[1].shared_macs == std::vector<MacAddress>{mac("00:00:5e:00:01:01")});
  Flow wanted = ip_flow(17);
  wanted.name = "sync";
  wanted.source = kPrimary;
  wanted.destination = kSecondary;
  wanted.source_port = 1;
  wanted.destination_port = 3780;
  wanted.vlan.ids = {100, 7};
  wanted.fragments = wanted.heartbeat = true;
  wanted.bind_mac = false;
  wanted.origin = Origin::kLearned;
  CHECK(read->flows == std::vector<Flow>{wanted});
  CHECK(places.file == "p.toml");
  CHECK(places.peers.at("secondary").line == 7);
  CHECK(places.flows.at("sync").line == 15);
}

TEST_CASE("policy text: each kind of flow") {
  CHECK(parsed_flow("to = \"secondary\"\nprotocol = 105\n").protocol == 105);
  const Flow vrrp = parsed_flow("to = \"224.0.0.18\"\nprotocol = \"vrrp\"\nvlan = 3001\n");
  CHECK(vrrp.to.empty());
  CHECK(vrrp.destination == ip("224.0.0.18"));
  CHECK(vrrp.protocol == 112);
  CHECK(vrrp.vlan.ids == std::vector<std::uint16_t>{3001});
  const Flow arp = parsed_flow("to = \"secondary\"\nprotocol = \"arp\"\noperation = \"reply\"\n");
  CHECK(arp.kind == FlowKind::kArp);
  CHECK(arp.arp_operation == 2);
  const Flow ether = parsed_flow("to = \"secondary\"\nethertype = 0x8890\n");
  CHECK(ether.kind == FlowKind::kEther);
  CHECK(ether.number == 0x8890);
  const Flow llc = parsed_flow("to = \"01:80:c2:00:00:00\"\nllc = \"42/4F\"\n");
  CHECK(llc.kind == FlowKind::kLlc);
  CHECK(llc.number == 0x424f);
  CHECK(llc.destination_mac == mac("01:80:c2:00:00:00"));
  const Flow icmp =
      parsed_flow("to = \"secondary\"\nprotocol = \"icmp\"\nicmp_type = 3\nicmp_code = 4\n");
  CHECK(icmp.icmp_type == 3);
  CHECK(icmp.icmp_code == 4);
}

TEST_CASE("policy text: what is wrong with a flow is told with its place") {
  refused(
      "name = \"x\"\nform = \"primary\"\nfrom = \"primary\"\nto = \"secondary\"\nprotocol = 1\n", 2,
      1, "unknown key \"form\"", "did you mean \"from\"");
  refused("name = \"x\"\nfrom = \"primray\"\nto = \"secondary\"\nprotocol = 1\n", 2, 1,
          "there is no peer \"primray\"", "did you mean \"primary\"");
  refused("name = \"x\"\nfrom = \"primary\"\nto = \"tertiary\"\nprotocol = 1\n", 3, 1,
          "no peer and no address", "primary, secondary");
  refused("name = \"x\"\nfrom = \"primary\"\nprotocol = 1\n", 0, 1, "no receiver", "to = ");
  refused("name = \"\"\nfrom = \"primary\"\nto = \"secondary\"\nprotocol = 1\n", 1, 1,
          "has no name", "name");
  refused(kFlow, 0, 1, "names no protocol", "exactly one");
  refused(kFlow + "protocol = 1\nethertype = 0x8890\n", 0, 1, "several protocols", "exactly one");
  refused(kFlow + "protocol = 256\n", 4, 12, "neither a number nor a name", "0 to 255");
  refused(kFlow + "protocol = \"udq\"\n", 4, 12, "no protocol \"udq\"", "did you mean \"udp\"");
  refused(kFlow + "protocol = true\n", 4, 12, "neither a number nor a name", "0 to 255");
  refused(kFlow + "ethertype = 0x0806\n", 4, 1, "what is inside", "protocol");
  refused(kFlow + "ethertype = 5\n", 4, 13, "is 5", "1536");
  refused(kFlow + "llc = \"4242\"\n", 4, 1, "service access points", "42/42");
  refused(kFlow + "protocol = 17\ndestination_port = 70000\n", 5, 20, "70000", "65535");
  refused(kFlow + "protocol = 17\ndestination_port = \"80\"\n", 5, 20, "is a string", "integer");
  refused(kFlow + "protocol = 105\nsource_port = 80\n", 5, 1, "no ports", "remove");
  refused(kFlow + "protocol = 105\nicmp_type = 8\n", 5, 1, "not ICMP", "remove");
  refused(kFlow + "protocol = 1\nicmp_code = 8\n", 5, 1, "without icmp_type", "add icmp_type");
  refused(kFlow + "protocol = 1\noperation = 1\n", 5, 1, "not ARP", "remove");
  refused(kFlow + "protocol = \"arp\"\noperation = \"ask\"\n", 5, 13, "no ARP operation",
          "request");
  refused(kFlow + "protocol = \"arp\"\nfragments = true\n", 5, 1, "only IP", "remove");
  refused(kFlow + "protocol = \"arp\"\nsource = \"2001:db8::1\"\n", 5, 1, "address family", "IPv4");
  refused(kFlow + "protocol = 17\nsource = \"192.0.2.1\"\ndestination = \"2001:db8::1\"\n", 6, 1,
          "different address families", "two flows");
  refused(kFlow + "protocol = 17\nsource = \"224.0.0.1\"\n", 5, 1, "group address", "own");
  refused(kFlow + "protocol = 17\nsource = \"192.0.2\"\n", 5, 10, "192.0.2", "192.0.2.1");
  refused(kFlow + "ethertype = 0x8890\nsource = \"192.0.2.1\"\n", 5, 1, "no IP address", "remove");
  refused(kFlow + "ethertype = 0x8890\ndestination = \"192.0.2.1\"\n", 5, 1, "no receiver", "MAC");
  refused(kFlow + "protocol = 17\ndestination_mac = \"02:00:00:00:00:02\"\n", 5, 1, "no receiver",
          "IP");
  refused(
      "name = \"x\"\nfrom = \"primary\"\nto = \"192.0.2.2\"\ndestination = \"192.0.2.2\"\nprotocol "
      "= 1\n",
      3, 1, "twice", "remove");
  refused(kFlow + "protocol = 105\nvlan = 4096\n", 5, 8, "no VLAN id", "4095");
  refused(kFlow + "protocol = 105\nvlan = [1, 2, 3]\n", 5, 8, "3 tags", "two");
  refused(kFlow + "protocol = 105\nvlan = [1, \"2\"]\n", 5, 12, "no VLAN id", "4095");
  refused(kFlow + "protocol = 105\norigin = \"guessed\"\n", 5, 10, "guessed", "learned");
  refused(kFlow + "protocol = 105\n[[flow]]\n" + kFlow + "protocol = 8\n", 6, 1,
          "a second flow is named \"x\" (the first is in line 14)", "unique");
}

TEST_CASE("policy text: what is wrong with a peer is told with its place") {
  const auto error_of = [](const std::string& text) {
    const auto policy = parse_policy(text, "p.toml");
    REQUIRE_FALSE(policy.ok());
    return policy.error().message + " | " + policy.error().hint;
  };
  using Catch::Contains;
  using Catch::StartsWith;
  CHECK_THAT(error_of("[[peer]]\nname = \"192.0.2.1\"\nport = \"a\"\n"),
             StartsWith("p.toml:2:1: ") && Contains("is an address"));
  CHECK_THAT(error_of("[[peer]]\nname = \"a\"\n"),
             StartsWith("p.toml:1:1: ") && Contains("no port"));
  CHECK_THAT(error_of("[[peer]]\nname = \"a\"\nport = \"x\"\nmac = \"02:00\"\n"),
             StartsWith("p.toml:4:7: ") && Contains("six hex bytes"));
  CHECK_THAT(error_of("[[peer]]\nname = \"a\"\nport = \"x\"\naddresses = [\"192.0.2.1\", 4]\n"),
             StartsWith("p.toml:4:27: ") && Contains("an integer"));
  CHECK_THAT(
      error_of("[[peer]]\nname = \"a\"\nport = \"x\"\n[[peer]]\nname = \"a\"\nport = \"y\"\n"),
      StartsWith("p.toml:5:1: ") && Contains("a second peer"));
  CHECK_THAT(error_of("link = \"../etc\"\n"), StartsWith("p.toml:1:1: ") && Contains("plain name"));
  CHECK_THAT(error_of("[peer]\nname = \"a\"\n"), StartsWith("p.toml:1:1: ") && Contains("a table"));
  CHECK_THAT(error_of("lnik = \"a\"\n"), Contains("did you mean \"link\""));
  CHECK_THAT(error_of("link = \n"), StartsWith("p.toml:1:"));
}

TEST_CASE("policy text: several errors are told at once") {
  const auto policy = parse_policy(
      kPeers + "[[flow]]\n" + kFlow + "protocol = 300\n[[flow]]\nname = \"y\"\nfrom = \"q\"\n",
      "p.toml");
  REQUIRE_FALSE(policy.ok());
  const std::string& message = policy.error().message;
  CHECK(std::count(message.begin(), message.end(), '\n') == 3);
  CHECK_THAT(message, Catch::Contains("p.toml:18:12: ") && Catch::Contains("p.toml:21:1: "));
}

}  // namespace haguard::pair
