// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The gate: what is learned passes it, and each thing that would cut off the pair or the operator
// is told, all at once.
#include "gate/gate.h"

#include <observe.h>

#include <catch2/catch.hpp>

#include "fixture/pair.h"
#include "fixture/pair_text.h"
#include "harness/times.h"
#include "policy/text.h"
#include "unit/learn/window.h"

using namespace haguard;

namespace {

constexpr std::uint64_t kNow = 10'000'000'000'000U;
const std::string kPeers = std::string("link = \"rooms\"\n") + kPairPeersText;

std::string flow(const std::string& from, const std::string& to, const std::string& rest) {
  static int number = 0;
  return "[[flow]]\nname = \"f" + std::to_string(++number) + "\"\nfrom = \"" + from +
         "\"\nto = \"" + to + "\"\n" + rest + "\n";
}

std::string both(const std::string& rest) {
  return flow("primary", "secondary", rest) + flow("secondary", "primary", rest);
}

std::string sound_text() {
  return kPeers + both("protocol = 105") + both("protocol = \"arp\"");
}

Policy policy_of(const std::string& text) {
  Result<Policy> policy = parse_policy(text, "test.toml");
  INFO((policy.ok() ? "" : policy.error().message));
  REQUIRE(policy.ok());
  return std::move(*policy);
}

GateFacts facts_of(const Policy& policy) {
  GateFacts facts;
  facts.link = "rooms";
  facts.ports = pair_options().ports;
  facts.systems = learning::knowledge();
  facts.policy = policy;
  facts.table = compile_pair(policy).table();
  facts.has_flows = (facts.table.front().head.flags & HG_HEAD_FLOWS) != 0;
  facts.now_ns = kNow;
  facts.in_force_since_ns = kNow - 3600 * kSecond;
  return facts;
}

GateFacts facts_of(const std::string& text) {
  return facts_of(policy_of(text));
}

// The policy in force, of which the flows of one unit, or of both, carried frames 2 s ago.
void replaces(GateFacts& facts, const Policy& before, const std::string& from = {}) {
  facts.replaced = CountedPolicy{before, {}};
  for (const Flow& flow : before.flows) {
    const bool counts = from.empty() || flow.from == from;
    facts.replaced->counted.push_back(counts ? hg_flow_stats{7, 700, kNow - 2 * kSecond}
                                             : hg_flow_stats{});
  }
}

std::string listing(const std::vector<Objection>& objections) {
  std::string text;
  for (const Objection& objection : objections)
    text += objection.text + "\n  " + objection.remedy + "\n";
  return text;
}

// It objects once, with these words and with a remedy.
void objects(const GateFacts& facts, const std::vector<std::string>& words) {
  const std::vector<Objection> objections = judge(facts);
  INFO(listing(objections));
  REQUIRE(objections.size() == 1);
  CHECK_FALSE(objections.front().remedy.empty());
  for (const std::string& word : words) {
    INFO(word);
    CHECK(objections.front().text.find(word) != std::string::npos);
  }
}

void passes(const GateFacts& facts) {
  const std::vector<Objection> objections = judge(facts);
  INFO(listing(objections));
  CHECK(objections.empty());
}

// As audit records a frame, `age` before now.
Observation recorded(std::uint8_t side, const Bytes& bytes, std::uint64_t age) {
  const hg_packet packet = parse_frame(bytes, bytes.size(), side);
  REQUIRE(packet.malformed == HG_REASON_NONE);
  Observation one;
  one.key = packet.key;
  hg_observe_first(&one.seen, &packet, kNow - age);
  return one;
}

Bytes datagram(const MacAddress& mac, const IpAddress& source, std::uint8_t protocol) {
  return Frame()
      .ethernet(mac, kMacB)
      .ipv4({.source = source, .destination = kIpB, .protocol = protocol})
      .payload_size(40)
      .bytes();
}

Interface interface(unsigned index, const char* name, unsigned master = 0) {
  Interface one;
  one.index = index;
  one.name = name;
  one.master = master;
  return one;
}

}  // namespace

TEST_CASE("gate: a sound policy passes") {
  passes(facts_of(sound_text()));
}

TEST_CASE("gate: what is learned of a pair passes, in either family, tagged or not") {
  using namespace haguard::learning;
  const bool v6 = GENERATE(false, true);
  const std::optional<std::uint16_t> vlan =
      GENERATE(std::optional<std::uint16_t>{}, std::optional<std::uint16_t>{3001});
  INFO("v6 " << v6 << " tagged " << vlan.has_value());
  Window window;
  const auto hello = [&](const MacAddress& from_mac, const MacAddress& to_mac, int from) {
    Frame frame;
    frame.ethernet(from_mac, to_mac);
    if (vlan) frame.vlan(*vlan);
    const bool first = from == 0;
    if (v6)
      frame.ipv6(
          {.source = first ? kA6 : kB6, .destination = first ? kB6 : kA6, .next_header = 105});
    else
      frame.ipv4({.source = first ? kA : kB, .destination = first ? kB : kA, .protocol = 105});
    return frame.payload_size(80);
  };
  window.every(kSecond, 0, hello(learning::kMacA, learning::kMacB, 0), 0, 5 * kMinute);
  window.every(kSecond, 1, hello(learning::kMacB, learning::kMacA, 1), kSecond, 5 * kMinute);
  const Candidate candidate = window.learn(5 * kMinute);
  INFO(learning::listing(candidate));
  REQUIRE(candidate.policy.flows.size() >= 4);
  passes(facts_of(candidate.policy));
}

TEST_CASE("gate: nothing was learned") {
  GateFacts facts;
  facts.link = "rooms";
  objects(facts, {"no policy", "nothing was ever learned"});
}

TEST_CASE("gate: a policy that is set aside, and one that cannot be read") {
  GateFacts aside = facts_of(sound_text());
  aside.has_flows = false;
  objects(aside, {"learn --peer"});
  GateFacts broken = facts_of(sound_text());
  broken.policy.reset();
  broken.policy_error = failed("history/3.toml:7: torn");
  objects(broken, {"cannot be read", "history/3.toml:7"});
}

TEST_CASE("gate: ARP is missing for a peer") {
  const std::string failover = kPeers + both("protocol = 105");
  const std::vector<Objection> all = judge(facts_of(failover));
  INFO(listing(all));
  CHECK(all.size() == 4);  // each asks, each answers
  objects(facts_of(failover + flow("primary", "secondary", "protocol = \"arp\"") +
                   flow("secondary", "primary", "protocol = \"arp\"\noperation = \"reply\"")),
          {"ARP requests of secondary to primary"});
  objects(facts_of(failover + flow("primary", "secondary", "protocol = \"arp\"") +
                   flow("secondary", "primary", "protocol = \"arp\"\noperation = \"request\"")),
          {"ARP replies of secondary to primary"});
}

TEST_CASE("gate: ARP is missing in the VLAN of the pair") {
  const std::string failover = kPeers + both("protocol = 105\nvlan = 3001");
  const std::vector<Objection> all = judge(facts_of(failover + both("protocol = \"arp\"")));
  INFO(listing(all));
  REQUIRE(all.size() == 4);
  CHECK(all.front().text.find("in vlan 3001") != std::string::npos);
  passes(facts_of(failover + both("protocol = \"arp\"\nvlan = 3001")));
}

TEST_CASE("gate: neighbour discovery is missing for a peer") {
  std::string text = sound_text();
  for (const auto& [v4, v6] : {std::pair{"192.0.2.1", "2001:db8::1"}, {"192.0.2.2", "2001:db8::2"}})
    text.replace(text.find(v4), std::string(v4).size(), v6);
  text = text.substr(0, text.find("protocol = \"arp\""));
  text = text.substr(0, text.rfind("[[flow]]"));
  const std::vector<Objection> all = judge(facts_of(text));
  INFO(listing(all));
  REQUIRE(all.size() == 4);
  CHECK(all[0].text.find("neighbour solicitations of primary to secondary") == 0);
  CHECK(all[1].text.find("neighbour advertisements of secondary to primary") == 0);
  const std::string asks = "protocol = \"icmpv6\"\nicmp_type = 135";
  passes(facts_of(text + both("protocol = \"icmpv6\"\nicmp_type = 136") +
                  flow("primary", "ff02::1:ff00:2", asks) +
                  flow("secondary", "ff02::1:ff00:1", asks)));
}

TEST_CASE("gate: one direction of a flow that the system needs in both") {
  const std::string arp = both("protocol = \"arp\"");
  objects(facts_of(kPeers + arp + flow("primary", "secondary", "protocol = 105")),
          {"one direction", "Cisco ASA failover", "both units"});
  // The state updates flip with the active role.
  objects(facts_of(sound_text() + flow("secondary", "primary", "protocol = 8")),
          {"one direction", "Cisco ASA state updates", "whichever unit is active"});
  // No system says so of this one.
  passes(facts_of(sound_text() +
                  flow("primary", "secondary", "protocol = \"udp\"\ndestination_port = 44444")));
}

TEST_CASE("gate: a peer sent what would be dropped") {
  GateFacts facts = facts_of(sound_text());
  facts.recorded = {recorded(0, datagram(kMacA, kIpA, 50), 10 * kSecond)};
  objects(facts, {"primary", "192.0.2.1 > 192.0.2.2", "esp", "1 frame", "10.0 s ago"});
  SECTION("by its MAC alone, and by its address alone") {
    facts.recorded = {recorded(0, datagram(kMacA, kIpStranger, 105), kSecond)};
    objects(facts, {"primary", "192.0.2.66"});
    facts.recorded = {recorded(0, datagram(kMacStranger, kIpA, 105), kSecond)};
    objects(facts, {"primary", "02:00:00:00:00:66"});
  }
}

TEST_CASE("gate: a record that is full may lack what a peer sent") {
  GateFacts facts = facts_of(sound_text());
  facts.recorded = {recorded(0, datagram(kMacStranger, kIpStranger, 50), kSecond)};
  facts.is_record_full = true;
  objects(facts, {"record", "full", "1 kinds of frames", "not in it"});
}

TEST_CASE("gate: what does not speak against enforcing") {
  GateFacts facts = facts_of(sound_text());
  // A stranger; longer ago than five minutes; the pair's own flows, which learning records.
  facts.recorded = {recorded(0, datagram(kMacStranger, kIpStranger, 50), kSecond),
                    recorded(0, datagram(kMacA, kIpA, 50), 301 * kSecond),
                    recorded(0, datagram(kMacA, kIpA, 105), kSecond)};
  passes(facts);
  // Under the policy before.
  facts.recorded = {recorded(0, datagram(kMacA, kIpA, 50), 20 * kSecond)};
  facts.in_force_since_ns = kNow - 10 * kSecond;
  passes(facts);
}

TEST_CASE("gate: a candidate that is newer than the policy") {
  GateFacts facts = facts_of(sound_text());
  facts.candidate_is_newer = true;
  objects(facts, {"candidate newer than the policy"});
}

TEST_CASE("gate: a flow in use that the next policy would drop") {
  const std::string esp = both("protocol = 50");
  GateFacts facts = facts_of(sound_text());
  replaces(facts, policy_of(sound_text() + esp), "primary");
  objects(facts, {"is in use, and all or some of it would be dropped", "primary > secondary", "esp",
                  "no flow allows this protocol", "7 frames so far", "2 s ago"});
  SECTION("nobody sent it lately") {
    for (hg_flow_stats& counted : facts.replaced->counted)
      counted.last_ns = kNow - 301 * kSecond;
    passes(facts);
  }
  SECTION("it was counted under the policy before that one") {
    facts.in_force_since_ns = kNow - kSecond;
    passes(facts);
  }
  SECTION("the next policy has it") {
    facts = facts_of(sound_text() + esp);
    replaces(facts, policy_of(sound_text() + esp));
    passes(facts);
  }
}

TEST_CASE("gate: a peer in use that the next policy has elsewhere") {
  const Policy before = policy_of(sound_text());
  GateFacts facts = facts_of(before);
  const auto moved = [&](const char* from, const char* to) {
    std::string text = sound_text();
    text.replace(text.find(from), std::string(from).size(), to);
    facts = facts_of(text);
    replaces(facts, before, "primary");
    const std::vector<Objection> all = judge(facts);
    INFO(listing(all));
    REQUIRE(all.size() == 2);  // the failover and ARP
    return all.front().text;
  };
  CHECK(moved("192.0.2.1", "192.0.2.9").find("no peer of this link") != std::string::npos);
  CHECK(moved("00:00:00:00:01", "00:00:00:00:09").find("another source MAC") != std::string::npos);
}

TEST_CASE("gate: every kind of flow in use passes in a policy that keeps it") {
  for (const Policy& policy : {pair_policy(), one_mac_policy()}) {
    GateFacts facts = facts_of(policy);
    const std::size_t before = judge(facts).size();
    replaces(facts, policy);
    const std::vector<Objection> all = judge(facts);
    INFO(listing(all));
    CHECK(all.size() == before);
  }
}

TEST_CASE("gate: many flows in use that would be dropped are counted") {
  std::string text = sound_text();
  for (int protocol = 200; protocol < 212; ++protocol)
    text += flow("primary", "secondary", "protocol = " + std::to_string(protocol));
  GateFacts facts = facts_of(sound_text());
  replaces(facts, policy_of(text));
  const std::vector<Objection> all = judge(facts);
  INFO(listing(all));
  REQUIRE(all.size() == 11);
  CHECK(all.back().text == "and 2 more flows that are in use");
}

TEST_CASE("gate: a MAC that only the next policy knows") {
  std::string unbound = sound_text();
  const std::string line = "mac = \"02:00:00:00:00:01\"\n";
  unbound.erase(unbound.find(line), line.size());
  GateFacts facts = facts_of(sound_text());
  replaces(facts, policy_of(unbound));
  passes(facts);
}

TEST_CASE("gate: a port that the operator is reached through") {
  GateFacts facts = facts_of(sound_text());
  facts.interfaces = {interface(5, "eth0"), interface(6, "br0"), interface(7, "eth1", 6),
                      interface(8, "eth2")};
  facts.default_routes = {5};
  facts.session = Session{ip("198.51.100.7"), 5};
  passes(facts);
  facts.default_routes = {6};
  objects(facts, {"eth1 carries the default route", "through br0"});
  facts.default_routes = {};
  facts.session->interface = 8;
  objects(facts, {"your own session from 198.51.100.7", "eth2"});
}

TEST_CASE("gate: a port without its program, or without an interface") {
  GateFacts facts = facts_of(sound_text());
  facts.port_states = {{"eth1", PortCondition::kLive, 7}, {"eth2", PortCondition::kRenamed, 8}};
  passes(facts);
  facts.port_states[1] = {"eth2", PortCondition::kReturned, 0};
  objects(facts, {"the program is not on eth2", "nobody judges it"});
  CHECK(judge(facts).front().remedy == "haguard attach rooms --ports eth1,eth2 puts it there");
  facts.port_states[1] = {"eth2", PortCondition::kAbsent, 0};
  objects(facts, {"eth2 is not there", "half of the link"});
  facts.port_states[1] = {"eth2", PortCondition::kElsewhere, 8};
  objects(facts, {"eth2 is another interface now", "interface 8"});
}

TEST_CASE("gate: every reason is told at once") {
  GateFacts facts = facts_of(kPeers + flow("primary", "secondary", "protocol = 105"));
  facts.candidate_is_newer = true;
  facts.recorded = {recorded(0, datagram(kMacA, kIpA, 50), kSecond)};
  facts.interfaces = {interface(7, "eth1"), interface(8, "eth2")};
  facts.default_routes = {8};
  const std::vector<Objection> all = judge(facts);
  INFO(listing(all));
  CHECK(all.size() == 6);  // ARP asked and answered, direction, candidate, would-drop, route
}
