// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Round trips in the data path: which answer belongs to which request, of every kind; and what is
// not one.
#include "haguard/round_trip.h"

#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "harness/times.h"
#include "rig.h"

using namespace haguard;

namespace {

constexpr std::uint64_t kTook = 3 * kMs;

Flow any(const std::string& protocol, const std::string& from) {
  Flow flow;
  flow.name = protocol + " of " + from;
  flow.from = from;
  flow.to = from == "primary" ? "secondary" : "primary";
  if (protocol == "arp")
    flow.kind = FlowKind::kArp;
  else
    flow.protocol = protocol_number(protocol).value();
  return flow;
}

// Everything between the two, and solicitations to the group.
CompiledPair open_pair() {
  Policy policy = pair_policy();
  policy.flows.clear();
  for (const char* from : {"primary", "secondary"})
    for (const char* protocol : {"arp", "icmp", "icmpv6", "tcp", "udp", "esp"})
      policy.flows.push_back(any(protocol, from));
  Flow solicit = any("icmpv6", "primary");
  solicit.name = "solicitations";
  solicit.to.clear();
  solicit.destination = kSolicitedB;
  policy.flows.push_back(solicit);
  return compile_pair(policy);
}

// Of one unit: from its MAC, and with its address in the header that follows.
struct Unit {
  bool primary = true;
  Frame ethernet() const {
    return Frame().ethernet(primary ? kMacA : kMacB, primary ? kMacB : kMacA);
  }
  Frame v4() const {
    return ethernet().ipv4({.source = primary ? kIpA : kIpB, .destination = primary ? kIpB : kIpA});
  }
  Frame v6() const {
    return ethernet().ipv6({.source = primary ? kIp6A : kIp6B,
                            .destination = primary ? kIp6B : kIp6A,
                            .hop_limit = 255});
  }
  Frame arp(std::uint16_t operation) const {
    return ethernet().arp({.operation = operation,
                           .sender_mac = primary ? kMacA : kMacB,
                           .sender = primary ? kIpA : kIpB,
                           .target = primary ? kIpB : kIpA});
  }
};
const Unit kOne{true};
const Unit kOther{false};

Bytes ike(std::uint8_t flags, std::uint32_t message, std::uint8_t version = 0x20) {
  Bytes bytes;
  put64(bytes, 0x1122334455667788);
  put64(bytes, flags == 0x08 ? 0 : 0x99);
  put8(bytes, 46);
  put8(bytes, version);
  put8(bytes, 34);
  put8(bytes, flags);
  put32(bytes, message);
  put32(bytes, 28);
  return bytes;
}

Frame udp(const Unit& unit, std::uint16_t port, const Bytes& content) {
  return unit.v4().udp({.source = port, .destination = port}).payload(content);
}

Bytes marked(const Bytes& content, std::uint32_t marker = 0) {
  Bytes bytes;
  put32(bytes, marker);
  put(bytes, content);
  return bytes;
}

class TripRig {
 public:
  TripRig() : rig_(pair_rig()) {
    rig_.install(open_pair().table());
    const Map& waiting = rig_.guard().maps().waiting;
    hg_trip_key key{};
    while (waiting.next_key(nullptr, &key))
      must(waiting.erase(&key));
    for (std::uint32_t i = 0; i < HG_TRIP_SLOTS(2); ++i)
      must(write_entry(rig_.guard().maps().round_trips, i, hg_round_trips{}));
  }
  Rig& rig() { return rig_; }

  void send(const Frame& frame, const Unit& unit, std::uint64_t after_ns = 0) {
    rig_.set_time(rig_.time() + after_ns);
    const Outcome outcome = rig_.send(frame.bytes(), unit.primary ? kPrimarySide : kSecondarySide);
    CHECK(std::string(reason_name(outcome.reason)) == "flow");
  }
  hg_histogram trips(hg_trip_kind kind, bool primary_asks = true) const {
    const unsigned asker = primary_asks ? kPrimarySide : kSecondarySide;
    const auto index = static_cast<std::uint32_t>(HG_TRIP_INDEX(2, asker, 1 - asker, kind));
    return must(read_locked<hg_round_trips>(rig_.guard().maps().round_trips, index)).trips;
  }
  // Of every kind and direction, those between one port and itself included.
  std::uint64_t count() const {
    std::uint64_t count = 0;
    for (std::uint32_t i = 0; i < HG_TRIP_SLOTS(2); ++i)
      for (const __u64 bucket :
           must(read_locked<hg_round_trips>(rig_.guard().maps().round_trips, i)).trips.buckets)
        count += bucket;
    return count;
  }

 private:
  Rig& rig_;
};

struct Case {
  std::string name;
  hg_trip_kind kind;
  Frame request;
  Frame answer;
};

std::vector<Case> cases() {
  std::vector<Case> list;
  list.push_back({"arp", HG_TRIP_ARP, kOne.arp(1), kOther.arp(2)});
  list.push_back(
      {"echo", HG_TRIP_ECHO, kOne.v4().echo_request(7, 1), kOther.v4().echo_reply(7, 1)});
  list.push_back(
      {"echo of v6", HG_TRIP_ECHO, kOne.v6().echo_request(7, 2), kOther.v6().echo_reply(7, 2)});
  list.push_back(
      {"solicitation to the group", HG_TRIP_NEIGHBOUR,
       Frame()
           .ethernet(kMacA, kMacSolicited)
           .ipv6({.source = kIp6A, .destination = kSolicitedB, .hop_limit = 255})
           .nd({.type = 135, .target = kIp6B, .source_link_layer = kMacA}),
       kOther.v6().nd({.type = 136, .target = kIp6B, .target_link_layer = kMacB, .flags = 0x60})});
  list.push_back(
      {"tcp", HG_TRIP_TCP_OPEN,
       kOne.v4().tcp({.source = 40000, .destination = 22, .flags = kTcpSyn}),
       kOther.v4().tcp({.source = 22, .destination = 40000, .flags = kTcpSyn | kTcpAck})});
  list.push_back(
      {"ike", HG_TRIP_IKE, udp(kOne, 500, ike(0x08, 3)), udp(kOther, 500, ike(0x20, 3))});
  list.push_back({"ike behind nat", HG_TRIP_IKE, udp(kOne, 4500, marked(ike(0x08, 4))),
                  udp(kOther, 4500, marked(ike(0x20, 4)))});
  return list;
}

}  // namespace

TEST_CASE("an answer is timed by its request, once, of every kind", "[trips]") {
  for (const Case& one : cases()) {
    INFO(one.name);
    TripRig trips;
    trips.send(one.answer, kOther);
    CHECK(trips.count() == 0);
    trips.send(one.request, kOne, kMs);
    CHECK(trips.count() == 0);
    trips.send(one.answer, kOther, kTook);
    const hg_histogram seen = trips.trips(one.kind);
    CHECK(seen.buckets[hg_bucket_of(kTook)] == 1);
    CHECK(seen.sum_ns == kTook);
    CHECK(seen.max_ns == kTook);
    trips.send(one.answer, kOther, kTook);
    CHECK(trips.count() == 1);
    CHECK(trips.trips(one.kind, false).sum_ns == 0);
  }
}

TEST_CASE("the other unit asks as well, and tags are part of it", "[trips]") {
  TripRig trips;
  trips.send(kOther.v4().echo_request(9, 9), kOther);
  trips.send(kOne.v4().echo_request(9, 9), kOne, kMs);
  trips.send(kOne.v4().echo_reply(9, 9), kOne, kMs);
  CHECK(trips.trips(HG_TRIP_ECHO, false).sum_ns == 2 * kMs);
  trips.send(kOther.v4().echo_reply(9, 9), kOther, kMs);
  CHECK(trips.trips(HG_TRIP_ECHO).sum_ns == 2 * kMs);
}

TEST_CASE("asked again, the newest request counts", "[trips]") {
  TripRig trips;
  trips.send(kOne.arp(1), kOne);
  trips.send(kOne.arp(1), kOne, 1000 * kMs);
  trips.send(kOther.arp(2), kOther, kTook);
  CHECK(trips.trips(HG_TRIP_ARP).sum_ns == kTook);
}

TEST_CASE("what does not belong together is no round trip", "[trips]") {
  TripRig trips;
  const auto pair = [&](const Frame& request, const Frame& answer) {
    trips.send(request, kOne, kMs);
    trips.send(answer, kOther, kTook);
    CHECK(trips.count() == 0);
  };
  pair(kOne.v4().echo_request(1, 1), kOther.v4().echo_reply(1, 2));
  pair(kOne.v4().echo_request(1, 3), kOther.v4().echo_reply(2, 3));
  pair(kOne.v4().tcp({.source = 1, .destination = 2, .flags = kTcpSyn}),
       kOther.v4().tcp({.source = 2, .destination = 3, .flags = kTcpSyn | kTcpAck}));
  pair(kOne.v4().tcp({.source = 1, .destination = 4, .flags = kTcpAck}),
       kOther.v4().tcp({.source = 4, .destination = 1, .flags = kTcpAck}));
  pair(udp(kOne, 500, ike(0x08, 1)), udp(kOther, 500, ike(0x20, 2)));
  pair(udp(kOne, 500, ike(0x08, 5, 0x10)), udp(kOther, 500, ike(0x20, 5, 0x10)));  // IKEv1
  pair(udp(kOne, 4500, marked(ike(0x08, 6), 77)),
       udp(kOther, 4500, marked(ike(0x20, 6), 77)));  // ESP
  pair(udp(kOne, 53, ike(0x08, 7)), udp(kOther, 53, ike(0x20, 7)));
  pair(udp(kOne, 500, Bytes(20, 0)), udp(kOther, 500, Bytes(20, 0)));
}

TEST_CASE("an answer after more than ten seconds belongs to nothing", "[trips]") {
  TripRig trips;
  trips.send(kOne.v4().echo_request(1, 1), kOne);
  trips.send(kOther.v4().echo_reply(1, 1), kOther, HG_TRIP_LIMIT_NS + 1);
  CHECK(trips.count() == 0);
}

TEST_CASE("only what passes as a flow asks", "[trips]") {
  TripRig trips;
  trips.rig().set_mode(HG_MODE_BYPASS);
  trips.rig().send(kOne.v4().echo_request(1, 1).bytes(), kPrimarySide);
  trips.rig().set_mode(HG_MODE_AUDIT);
  trips.send(kOther.v4().echo_reply(1, 1), kOther, kMs);
  CHECK(trips.count() == 0);
}

TEST_CASE("more requests than there is room for: the newest are timed", "[trips]") {
  TripRig trips;
  for (std::uint16_t i = 0; i < HG_TRIPS_WAITING + 200; ++i)
    trips.send(kOne.v4().echo_request(5, i), kOne);
  trips.send(kOther.v4().echo_reply(5, HG_TRIPS_WAITING + 199), kOther, kTook);
  CHECK(trips.trips(HG_TRIP_ECHO).sum_ns == kTook);
}
