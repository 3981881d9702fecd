// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// An explanation says what the data path says, names the flow that is nearest, and proposes an
// entry only where it does what it is for.
#include "explain/explain.h"

#include <catch2/catch.hpp>
#include <set>

#include "fixture/must.h"
#include "fixture/pair.h"
#include "fixture/sample.h"
#include "policy/check.h"
#include "policy/datapath.h"
#include "policy/text.h"

using namespace haguard;

namespace {

hg_packet parsed(const Bytes& bytes, unsigned side) {
  return parse_frame(bytes, bytes.size(), static_cast<std::uint8_t>(side));
}

Explanation explained(const Bytes& bytes, unsigned side = kPrimarySide,
                      const Policy& policy = pair_policy(),
                      const CompileOptions& options = pair_options()) {
  return explain(policy, compile_pair(policy, options).compiled, options, parsed(bytes, side));
}

Explanation explained(const std::string& sample) {
  const Sample one = sample_named(sample);
  return explained(one.bytes, one.side);
}

// The entry as a person pastes it: behind the text of the policy.
Policy with_pasted(const Policy& policy, const Cure& cure) {
  return must(parse_policy(format_policy(policy) + "\n" + format_entry(cure.entry), "pasted"));
}

Policy with_replaced(Policy policy, const Cure& cure) {
  for (Flow& flow : policy.flows)
    if (flow.name == cure.entry.name) flow = cure.entry;
  return policy;
}

std::string entry_for(const std::string& sample) {
  const Explanation why = explained(sample);
  REQUIRE(why.cure);
  return format_entry(why.cure->entry);
}

const std::set<std::uint32_t> kCurable = {HG_REASON_UNKNOWN_DESTINATION, HG_REASON_UNKNOWN_PROTOCOL,
                                          HG_REASON_WRONG_VLAN, HG_REASON_FRAGMENT};

}  // namespace

TEST_CASE("explain: the verdict of every sample, and who it is from", "[explain]") {
  const Policy policy = pair_policy();
  for (const Sample& sample : all_samples()) {
    INFO(sample.name);
    const Explanation why = explained(sample.bytes, sample.side);
    CHECK(why.reason == sample.reason);
    CHECK(why.is_in_scope);
    CHECK(why.flow.has_value() == (sample.reason == HG_REASON_FLOW));
    if (why.flow) CHECK(policy.flows.at(*why.flow).name == sample.flow);
    CHECK(why.advice.empty() == (sample.reason == HG_REASON_FLOW));
    CHECK(why.near.size() <= kNearFlows);
  }
}

TEST_CASE("explain: a flow that allows a frame differs from it in nothing", "[explain]") {
  const Policy policy = pair_policy();
  for (const Sample& sample : passing_samples()) {
    INFO(sample.name);
    const hg_packet packet = parsed(sample.bytes, sample.side);
    const std::string port = pair_options().ports.at(sample.side);
    const auto near = nearest_flows(policy, packet, port, 1);
    REQUIRE(near.size() == 1);
    CHECK(near[0].differences.empty());
  }
}

TEST_CASE("explain: a frame that no flow allows differs from each", "[explain]") {
  const Policy policy = pair_policy();
  for (const Sample& sample : refused_samples()) {
    INFO(sample.name);
    const hg_packet packet = parsed(sample.bytes, sample.side);
    if (packet.malformed != HG_REASON_NONE) continue;
    if (sample.reason == HG_REASON_ARP_LIE || sample.reason == HG_REASON_ND_LIE) continue;
    for (const NearFlow& near : explained(sample.bytes, sample.side).near)
      CHECK_FALSE(near.differences.empty());
  }
}

TEST_CASE("explain: a broken frame has a sender where its address can be read", "[explain]") {
  const Sample broken = sample_named("udp of an unknown host cut off");
  const Explanation why = explained(broken.bytes, broken.side);
  CHECK_FALSE(why.is_parsed);
  REQUIRE(why.has_sender);
  CHECK(why.sender.address == kIpStranger);
  const Sample unreadable = sample_named("no ipv4 of an unknown host");
  CHECK_FALSE(explained(unreadable.bytes, unreadable.side).has_sender);
}

TEST_CASE("explain: an entry cures every frame of a known sender, and no other", "[explain]") {
  const Policy policy = pair_policy();
  std::size_t cured = 0;
  for (const Sample& sample : all_samples()) {
    INFO(sample.name);
    const Explanation why = explained(sample.bytes, sample.side);
    CHECK(why.cure.has_value() == (kCurable.count(sample.reason) > 0));
    if (!why.cure) continue;
    ++cured;
    const Policy better =
        why.cure->replaces ? with_replaced(policy, *why.cure) : with_pasted(policy, *why.cure);
    CHECK_FALSE(has_errors(check_policy(better, pair_options().ports)));
    CHECK(explained(sample.bytes, sample.side, better).reason == HG_REASON_FLOW);
    // What was refused for another reason still is.
    for (const Sample& other : refused_samples())
      if (kCurable.count(other.reason) == 0)
        CHECK(explained(other.bytes, other.side, better).reason == other.reason);
  }
  CHECK(cured >= 10);
}

TEST_CASE("explain: the entry is as narrow as the frame", "[explain]") {
  CHECK(entry_for("unknown udp port between the pair") ==
        "[[flow]]\nname = \"udp 500 > 501 from primary\"\nfrom = \"primary\"\n"
        "source = \"192.0.2.1\"\nto = \"secondary\"\ndestination = \"192.0.2.2\"\n"
        "protocol = \"udp\"\nsource_port = 500\ndestination_port = 501\n");
  CHECK(entry_for("unknown llc service from a peer") ==
        "[[flow]]\nname = \"llc fe/fe from primary\"\nfrom = \"primary\"\n"
        "to = \"01:80:c2:00:00:00\"\nllc = \"fe/fe\"\n");
  const std::string tagged = entry_for("right flow in the wrong vlan");
  CHECK(tagged.find("protocol = 105\nvlan = 3002\n") != std::string::npos);
  CHECK(entry_for("unknown arp operation").find("operation = 8\n") != std::string::npos);
}

TEST_CASE("explain: a later fragment of a known flow gets fragments = true on that flow",
          "[explain]") {
  const Explanation why = explained("later fragment of a flow that may not be fragmented");
  REQUIRE(why.cure);
  CHECK(why.cure->replaces);
  CHECK(why.cure->entry.name == "asa-ab");
  CHECK(why.cure->entry.fragments);
  REQUIRE_FALSE(why.near.empty());
  CHECK(why.near[0].differences ==
        std::vector<std::string>{"a later fragment, and it does not have fragments = true"});
}

TEST_CASE("explain: the nearest flow, and in what it differs", "[explain]") {
  const auto nearest = [](const std::string& sample) {
    const Explanation why = explained(sample);
    REQUIRE_FALSE(why.near.empty());
    return std::pair(pair_policy().flows.at(why.near[0].flow).name, why.near[0].differences);
  };
  using Differences = std::vector<std::string>;
  CHECK(nearest("unknown udp port between the pair") ==
        std::pair(std::string("ike"), Differences{"destination port 501 where it allows 500"}));
  CHECK(nearest("unknown icmp type between the pair") ==
        std::pair(std::string("echo4"), Differences{"type 5 where it allows 8"}));
  CHECK(nearest("right address from the wrong side") ==
        std::pair(std::string("asa-ab"), Differences{"in on eth2 where primary is behind eth1"}));
  CHECK(nearest("unknown arp operation") ==
        std::pair(std::string("arp-request"), Differences{"operation 8 where it allows 1"}));
  CHECK(nearest("right flow in the wrong vlan").second.size() == 1);
}

TEST_CASE("explain: strangers and liars get advice, and no entry", "[explain]") {
  const Explanation stranger = explained("unknown host");
  CHECK_FALSE(stranger.cure);
  CHECK(stranger.sender.by_address.empty());
  CHECK(stranger.sender.by_mac.empty());
  CHECK_THAT(stranger.advice, Catch::Contains("the sender is no peer"));
  const Explanation moved = explained("unknown address with the peer's MAC");
  CHECK(moved.sender.by_mac == std::vector<std::string>{"primary"});
  CHECK_THAT(moved.advice, Catch::Contains("add it to the peer's addresses"));
  CHECK_THAT(explained("right address from the wrong side").advice,
             Catch::Contains("primary is behind eth1"));
  CHECK_THAT(explained("right address and side, another MAC").advice,
             Catch::Contains("02:00:00:00:00:01 of primary"));
}

TEST_CASE("explain: a sender without an address yet is known by its MAC", "[explain]") {
  const Bytes probe = Frame()
                          .ethernet(kMacA, kMacBroadcast)
                          .arp({.sender_mac = kMacA, .sender = ip("0.0.0.0"), .target = kIpB})
                          .bytes();
  const Explanation why = explained(probe);
  CHECK(why.reason == HG_REASON_UNKNOWN_SOURCE);
  REQUIRE(why.cure);
  CHECK(why.cure->entry.source == ip("0.0.0.0"));
  CHECK(explained(probe, kPrimarySide, with_pasted(pair_policy(), *why.cure)).reason ==
        HG_REASON_FLOW);
}

TEST_CASE("explain: what is out of scope is not judged", "[explain]") {
  CompileOptions peers = pair_options();
  peers.scope = HG_SCOPE_PEERS;
  const Bytes strange = Frame()
                            .ethernet(kMacStranger, mac("02:00:00:00:00:77"))
                            .ipv4({.source = kIpStranger, .destination = ip("192.0.2.77")})
                            .bytes();
  const Explanation outside = explained(strange, kPrimarySide, pair_policy(), peers);
  CHECK_FALSE(outside.is_in_scope);
  CHECK(outside.reason == HG_REASON_OUT_OF_SCOPE);
  CHECK(outside.scope == "it names no peer");
  CompileOptions tagged = pair_options();
  tagged.scope_vlan = VlanTags{{3001}};
  const Explanation untagged = explained(strange, kPrimarySide, pair_policy(), tagged);
  CHECK_FALSE(untagged.is_in_scope);
  CHECK(untagged.scope == "no tag, and only vlan 3001 is judged");
}

// A name that is taken, and one that is too long, make way.
TEST_CASE("explain: the entry has a name of its own", "[explain]") {
  Policy policy = pair_policy();
  policy.flows.front().name = "udp 500 > 501 from primary";
  const Sample sample = sample_named("unknown udp port between the pair");
  const Explanation why = explained(sample.bytes, sample.side, policy);
  REQUIRE(why.cure);
  CHECK(why.cure->entry.name == "udp 500 > 501 from primary (2)");
}
