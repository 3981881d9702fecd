// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The lab over a plain bridge: real ARP and ND, guests on either side, raw frames with and without
// tags, the private bpffs.
#include "harness/lab.h"

#include <sys/vfs.h>

#include <catch2/catch.hpp>

#include "harness/offload.h"
#include "harness/poll.h"
#include "harness/process.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

Lab make_lab(const LabOptions& options = {}) {
  auto lab = Lab::create(options);
  INFO((lab.ok() ? std::string() : lab.error().message));
  REQUIRE(lab.ok());
  return std::move(lab).value();
}

bool is_bpffs(const std::string& path) {
  struct statfs info {};
  return ::statfs(path.c_str(), &info) == 0 && info.f_type == 0xcafe4a11;
}

}  // namespace

TEST_CASE("units reach each other over the bridge", "[root][lab]") {
  const Lab lab = make_lab();
  CHECK(Lab::ping(lab.a(), lab.b().ipv4));
  CHECK(Lab::ping(lab.b(), lab.a().ipv4));
  CHECK(Lab::ping(lab.a(), lab.b().ipv6));
  CHECK(Lab::ping(lab.b(), lab.a().link_local));
  const auto neighbours = lab.a().netns.run({"ip", "neighbour"});
  REQUIRE(neighbours.ok());
  INFO(*neighbours);
  CHECK(neighbours->find("192.0.2.2 dev eth0 lladdr 02:00:00:00:00:02") != std::string::npos);
  CHECK(neighbours->find("PERMANENT") == std::string::npos);
  CHECK(is_bpffs(lab.bpffs()));
}

TEST_CASE("a lab without ipv6, and with address detection", "[root][lab]") {
  const Lab without = make_lab({.ipv6 = false});
  CHECK(Lab::ping(without.a(), without.b().ipv4));
  CHECK(without.a().netns.run({"ip", "-6", "address"})->empty());
  const Lab with = make_lab({.duplicate_address_detection = true});
  CHECK(Lab::ping(with.a(), with.b().ipv6));
}

TEST_CASE("a lab leaves nothing behind", "[root][lab]") {
  std::string scratch;
  {
    const Lab lab = make_lab({.ipv6 = false});
    scratch = lab.scratch();
    CHECK(is_bpffs(lab.bpffs()));
  }
  CHECK_FALSE(run({.argv = {"test", "-e", scratch}})->ok());
}

TEST_CASE("guests share a side with a unit", "[root][lab]") {
  const Lab lab = make_lab(
      {.guests = {
           {.side = 1},
           {.side = 2, .mac = "02:00:00:00:00:67", .ipv4 = "192.0.2.67", .ipv6 = "2001:db8::67"}}});
  CHECK(Lab::ping(lab.guest(0), lab.a().ipv4));
  CHECK(Lab::ping(lab.guest(0), lab.b().ipv4));
  CHECK(Lab::ping(lab.guest(1), lab.a().ipv6));
  CHECK(Lab::ping(lab.a(), lab.b().ipv4));
}

TEST_CASE("a lab is ready when it is made", "[root][lab]") {
  const Lab lab = make_lab({.ipv6 = false, .guests = {{.side = 1}}});
  const auto sender = lab.guest().raw_socket();
  const auto receiver = lab.b().raw_socket();
  REQUIRE((sender.ok() && receiver.ok()));
  const Frame frame =
      Frame().ethernet(lab.guest().mac, lab.b().mac).vlan(7).payload("the very first frame").pad();
  REQUIRE(sender->send(frame).ok());
  const auto got = receiver->receive(seconds(10), containing(text_bytes("the very first")));
  REQUIRE(got);
  CHECK(*got == frame.bytes());
}

TEST_CASE("unknown interface features are an error", "[root][lab]") {
  const auto netns = Netns::create();
  REQUIRE(netns.ok());
  CHECK(set_features(*netns, "lo", {"no-such-feature"}, false).error().kind ==
        ErrorKind::kNotFound);
  CHECK_FALSE(set_features(*netns, "absent0", kTagInsertion, false).ok());
}

TEST_CASE("a blocked port lets nothing through until it is opened", "[root][lab]") {
  const Lab lab = make_lab({.ipv6 = false});
  REQUIRE(Lab::ping(lab.a(), lab.b().ipv4));
  const auto receiver = lab.b().raw_socket();
  const auto sender = lab.a().raw_socket();
  REQUIRE((receiver.ok() && sender.ok()));
  const Frame marked = Frame().ethernet(lab.a().mac, lab.b().mac).payload("through?").pad();
  REQUIRE(lab.block(1, true).ok());
  REQUIRE(sender->send(marked).ok());
  REQUIRE(lab.block(1, false).ok());
  const Frame control = Frame().ethernet(lab.a().mac, lab.b().mac).payload("control").pad();
  REQUIRE(sender->send(control).ok());
  // The bridge keeps order: when the control frame has come, the marked one would have, too.
  const auto first = receiver->receive(seconds(10), [&](ByteView frame) {
    return containing(text_bytes("through?"))(frame) || containing(text_bytes("control"))(frame);
  });
  REQUIRE(first);
  CHECK(*first == control.bytes());
}

TEST_CASE("raw frames arrive as they were sent, tags included", "[root][raw]") {
  const Lab lab = make_lab({.ipv6 = false});
  const auto sender = lab.a().raw_socket();
  const auto receiver = lab.b().raw_socket();
  REQUIRE((sender.ok() && receiver.ok()));
  const auto base = Frame().ethernet(lab.a().mac, lab.b().mac);
  const Ipv4Fields fields{.source = lab.a().ipv4, .destination = lab.b().ipv4, .protocol = 105};
  // Long enough without padding: br_netfilter trims what follows the IP datagram.
  const Bytes body = text_bytes("forty bytes of payload, and no padding..");
  const std::vector<Frame> frames = {
      Frame(base).ipv4(fields).payload(body),
      Frame(base).vlan(3001).ipv4(fields).payload(body),
      Frame(base).vlan(200, kTpidService).vlan(100).ipv4(fields).payload(body),
      Frame(base).vlan(3).vlan(2).vlan(1).ipv4(fields).payload(body),
      Frame(base).llc(0x42, 0x42).payload(body),
  };
  for (const auto& frame : frames) {
    INFO(frame.to_string());
    REQUIRE(sender->send(frame).ok());
    const auto got = receiver->receive(seconds(10), containing(body));
    REQUIRE(got);
    INFO(describe_frame(*got));
    CHECK(*got == frame.bytes());
  }
  CHECK(receiver->overflowed() == 0);
}

TEST_CASE("queued frames are counted by filter", "[root][raw]") {
  const Lab lab = make_lab({.ipv6 = false});
  const auto sender = lab.a().raw_socket();
  const auto receiver = lab.b().raw_socket();
  REQUIRE((sender.ok() && receiver.ok()));
  for (int i = 0; i < 10; ++i) {
    REQUIRE(sender->send(Frame().ethernet(lab.a().mac, lab.b().mac).payload("ten").pad()).ok());
  }
  std::size_t count = 0;
  CHECK(eventually(seconds(10), [&] {
    count += receiver->count_queued(containing(text_bytes("ten")));
    return count >= 10;
  }));
  CHECK(count == 10);
}
