// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which frames are judged at all: by link, by peers, by one VLAN; and which are learned.
#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "rig.h"

using namespace haguard;

namespace {

CompileOptions peers_scope() {
  CompileOptions options = pair_options();
  options.scope = HG_SCOPE_PEERS;
  return options;
}

CompileOptions vlan_scope(std::vector<std::uint16_t> ids) {
  CompileOptions options = pair_options();
  options.scope_vlan = VlanTags{std::move(ids)};
  return options;
}

Bytes transit(const IpAddress& source, const IpAddress& destination,
              const MacAddress& source_mac = kMacStranger,
              const MacAddress& destination_mac = mac("02:00:00:00:00:67")) {
  return Frame()
      .ethernet(source_mac, destination_mac)
      .ipv4({.source = source, .destination = destination, .protocol = 89})
      .payload_size(40)
      .bytes();
}

std::string reason_of(Rig& rig, const Bytes& frame, unsigned side = kPrimarySide) {
  return reason_name(rig.send(frame, side).reason);
}

}  // namespace

TEST_CASE("scope peers leaves transit traffic alone", "[scope]") {
  Rig& rig = pair_rig();
  rig.install(compile_pair(pair_policy(), peers_scope()).table());
  const Outcome outcome = rig.send(transit(kIpStranger, ip("198.51.100.9")));
  CHECK(outcome.passed);
  CHECK(outcome.disposition == HG_PASSED);
  CHECK(outcome.reason == HG_REASON_OUT_OF_SCOPE);
  CHECK(reason_of(rig, Frame().ethernet(kMacStranger, kMacBroadcast, 0x8890).bytes()) ==
        "out_of_scope");
}

TEST_CASE("scope peers judges what names a peer by address or MAC", "[scope]") {
  Rig& rig = pair_rig();
  rig.install(compile_pair(pair_policy(), peers_scope()).table());
  CHECK(reason_of(rig, transit(kIpStranger, kIpB)) == "unknown_source");
  CHECK(reason_of(rig, transit(kIpA, kIpStranger, kMacA)) == "unknown_destination");
  CHECK(reason_of(rig, transit(kIpStranger, ip("198.51.100.9"), kMacA)) == "unknown_source");
  CHECK(reason_of(rig, transit(kIpStranger, ip("198.51.100.9"), kMacStranger, kMacB)) ==
        "unknown_source");
  CHECK(reason_of(rig, Frame()
                           .ethernet(kMacStranger, kMacBroadcast)
                           .arp({.sender_mac = kMacStranger, .sender = kIpStranger, .target = kIpB})
                           .bytes()) == "unknown_source");
  for (const Sample& sample : passing_samples()) {
    INFO(sample.name);
    CHECK(reason_of(rig, sample.bytes, sample.side) == "flow");
  }
}

TEST_CASE("scope peers judges a peer's malformed frame and no stranger's", "[scope]") {
  Rig& rig = pair_rig();
  rig.install(compile_pair(pair_policy(), peers_scope()).table());
  Bytes broken = from_primary().ipv4({.version = 6}).bytes();
  CHECK(reason_of(rig, broken) == "malformed_ipv4");
  broken = Frame().ethernet(kMacStranger, kMacBroadcast).ipv4({.version = 6}).bytes();
  CHECK(reason_of(rig, broken) == "out_of_scope");
}

TEST_CASE("one VLAN is judged, every other tag passes", "[scope]") {
  Rig& rig = pair_rig();
  rig.install(compile_pair(pair_policy(), vlan_scope({3001})).table());
  const auto refused_in = [](Frame frame) {
    return frame.ipv4({.source = kIpA, .destination = kIpB, .protocol = 89}).bytes();
  };
  CHECK(reason_of(rig, refused_in(from_primary().vlan(3001))) == "unknown_protocol");
  CHECK(reason_of(rig, refused_in(from_primary())) == "out_of_scope");
  CHECK(reason_of(rig, refused_in(from_primary().vlan(3002))) == "out_of_scope");
  CHECK(reason_of(rig, refused_in(from_primary().vlan(3001).vlan(100))) == "out_of_scope");
  CHECK(reason_of(rig, from_primary().vlan(3002).ipv4({.version = 6}).bytes()) == "out_of_scope");
  CHECK(reason_of(rig, from_primary().vlan(3001).ipv4({.version = 6}).bytes()) == "malformed_ipv4");
}

TEST_CASE("untagged can be the one judged VLAN", "[scope]") {
  Rig& rig = pair_rig();
  rig.install(compile_pair(pair_policy(), vlan_scope({})).table());
  CHECK(reason_of(rig, transit(kIpStranger, kIpB)) == "unknown_source");
  CHECK(reason_of(rig, from_primary().vlan(3001).ipv4(primary_v4()).bytes()) == "out_of_scope");
}

TEST_CASE("learning keeps to the judged VLAN", "[scope]") {
  Rig& rig = pair_rig();
  rig.install(compile_pair(pair_policy(), vlan_scope({3001})).table());
  rig.set_mode(HG_MODE_LEARN);
  CHECK(reason_of(rig, from_primary().vlan(3001).ipv4(primary_v4()).bytes()) == "learn");
  CHECK(reason_of(rig, from_primary().ipv4(primary_v4()).bytes()) == "out_of_scope");
  CHECK(reason_of(rig, from_primary().ipv4({.version = 6}).bytes()) == "out_of_scope");
  CHECK(rig.learned_count() == 1);
}

TEST_CASE("learning can be confined to the named peers", "[scope]") {
  Rig& rig = pair_rig();
  CompileOptions options = pair_options();
  options.confine_learning = true;
  rig.install(must(compile_hosts(pair_policy().peers, options)));
  rig.set_mode(HG_MODE_LEARN);
  CHECK(reason_of(rig, transit(kIpStranger, ip("198.51.100.9"))) == "out_of_scope");
  CHECK(rig.learned_count() == 0);
  CHECK(reason_of(rig, transit(kIpA, ip("198.51.100.9"))) == "learn");
  CHECK(reason_of(rig, transit(kIpStranger, kIpB)) == "learn");
  CHECK(reason_of(rig, transit(kIpStranger, ip("198.51.100.9"), kMacStranger, kMacA)) == "learn");
  CHECK(rig.learned_count() == 3);
}
