// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The whole way on captures of real HA traffic: learn a capture through the program, make the
// candidate, compile it, run the capture again in enforce. What the pair sent must pass.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "../rig.h"
#include "captures.h"
#include "fixture/must.h"
#include "learn/candidate.h"
#include "policy/datapath.h"
#include "systems/load.h"

using namespace haguard;

namespace {

// Who sends a frame: its protocol address or, where there is none, its MAC.
std::string sender_of(const Bytes& frame) {
  const hg_packet packet = parse_frame(frame, frame.size(), 0);
  const auto& addresses = packet.key.addresses;
  if (packet.key.kind == HG_KIND_IPV4 || packet.key.kind == HG_KIND_ARP)
    return std::string(reinterpret_cast<const char*>(&addresses.v4.source), 4);
  if (packet.key.kind == HG_KIND_IPV6)
    return std::string(reinterpret_cast<const char*>(addresses.v6.source), 16);
  return std::string(reinterpret_cast<const char*>(packet.source_mac), 6);
}

struct Named {
  const char* capture;
  std::vector<IpAddress> primary;
  std::vector<IpAddress> secondary;
};

// Captures in which one unit is silent, or answers from another address: here the operator
// says who the pair is, as with --peer.
const std::vector<Named>& named_pairs() {
  static const std::vector<Named> pairs = {
      {"tcpdump-02-sunrise-sunset-esp.pcap", {ip("192.1.2.23")}, {ip("192.1.2.45")}},
      {"tcpdump-08-sunrise-sunset-aes.pcap", {ip("192.1.2.23")}, {ip("192.1.2.45")}},
      {"tcpdump-espudp1.pcap", {ip("192.1.2.23")}, {ip("192.1.2.45")}},
      {"tcpdump-bfd-multihop.pcap",
       {ip("161.1.12.1"), ip("101.0.0.1")},
       {ip("161.1.12.12"), ip("101.0.0.12")}},
  };
  return pairs;
}

// Several units behind one made-up side, none of which addresses another: nothing is learned from
// these without the operator, and so nothing is dropped either.
bool shows_no_pair(const std::string& capture) {
  static const std::set<std::string> captures = {"tcpdump-HSRP_coup.pcap",
                                                 "tcpdump-HSRP_election.pcap",
                                                 "tcpdump-HSRP_failover.pcap", "tcpdump-vrrp.pcap"};
  return captures.count(capture) > 0;
}

std::vector<NamedPeer> named_peers(const std::string& capture) {
  for (const Named& pair : named_pairs())
    if (capture == pair.capture)
      return {{"primary", "eth1", pair.primary}, {"secondary", "eth2", pair.secondary}};
  return {};
}

// A capture was taken at one point, so the sides are made up: the named primary or, where nobody is
// named, the first sender is alone on its own.
class Sides {
 public:
  explicit Sides(const std::vector<NamedPeer>& named) {
    if (named.empty()) return;
    for (const IpAddress& address : named.front().addresses)
      first_.insert(
          std::string(address.bytes.begin(), address.bytes.begin() + (address.is_v4() ? 4 : 16)));
  }

  unsigned side_of(const Bytes& frame) {
    const std::string sender = sender_of(frame);
    if (first_.empty()) first_.insert(sender);
    return first_.count(sender) > 0 ? kPrimarySide : kSecondarySide;
  }

 private:
  std::set<std::string> first_;
};

Evidence learn(Rig& rig, const NamedCapture& named, Sides& sides) {
  const Capture& capture = named.capture;
  rig.set_mode(HG_MODE_LEARN);
  Evidence evidence;
  evidence.named = named_peers(named.name);
  evidence.link = "capture";
  evidence.ports = pair_options().ports;
  evidence.started_ns = capture.frames.front().time_ns;
  evidence.ended_ns = capture.frames.back().time_ns;
  for (const CapturedFrame& frame : capture.frames) {
    const Bytes bytes = on_the_wire(frame);
    rig.set_time(frame.time_ns);
    rig.send(bytes, sides.side_of(bytes));
  }
  for (const auto& [key, seen] : rig.all_learned())
    evidence.observations.push_back({key, seen});
  return evidence;
}

// Reasons of the capture's frames in enforce.
std::map<std::string, unsigned> enforce(Rig& rig, const Capture& capture, Sides& sides) {
  std::map<std::string, unsigned> reasons;
  rig.set_mode(HG_MODE_ENFORCE);
  for (const CapturedFrame& frame : capture.frames) {
    const Bytes bytes = on_the_wire(frame);
    ++reasons[reason_name(rig.send(bytes, sides.side_of(bytes)).reason)];
  }
  return reasons;
}

}  // namespace

TEST_CASE("a policy learned from a capture drops none of it", "[capture]") {
  const std::vector<System> systems = must(load_systems({HAGUARD_SOURCE_SYSTEMS}));
  for (const NamedCapture& named : readable_captures()) {
    INFO(named.name);
    Rig& rig = pair_rig();
    Sides sides(named_peers(named.name));
    const Evidence evidence = learn(rig, named, sides);
    const Candidate candidate = must(make_candidate(evidence, systems));
    rig.install(compile_pair(candidate.policy).table());
    const auto reasons = enforce(rig, named.capture, sides);
    fmt::print("{:36} {} flows, {} doubts:", named.name, candidate.policy.flows.size(),
               candidate.doubts.size());
    for (const auto& [reason, count] : reasons)
      fmt::print(" {} {}", count, reason);
    fmt::print("\n");
    const std::string expected = shows_no_pair(named.name) ? "no_policy" : "flow";
    CHECK(reasons == std::map<std::string, unsigned>{
                         {expected, static_cast<unsigned>(named.capture.frames.size())}});
  }
}
