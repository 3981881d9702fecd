// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Redirect as an operator meets it: it carries a pair without a bridge, in every mode and through a
// reboot; the gate keeps him from cutting the pair off; what cannot be sent is counted.
#include <catch2/catch.hpp>
#include <chrono>

#include "fixture/must.h"
#include "fixture/pair.h"
#include "forward/wire_lab.h"
#include "harness/asa_pair.h"
#include "harness/frame.h"
#include "harness/poll.h"

using namespace haguard;
using nlohmann::json;
using std::chrono::seconds;

namespace {

constexpr int kRefused = 3;

// IP 105 of the primary, as the pair sends it, or of somebody who uses its address.
Bytes hello(const MacAddress& source, const std::string& mark) {
  return Frame()
      .ethernet(source, kMacB)
      .ipv4({.source = kIpA, .destination = kIpB, .protocol = 105})
      .payload(text_bytes(mark))
      .bytes();
}

json finding(const HaguardCli& haguard, const std::string& id) {
  const json report = json::parse(haguard.run({"doctor", "rooms", "--json", "--all"}).out);
  for (const json& one : report["findings"])
    if (one["id"] == id) return one;
  FAIL("no finding " << id);
  return {};
}

// What the next attach that does not say it comes back to is redirect.
void detach_redirecting(const HaguardCli& haguard) {
  haguard.attach();
  haguard.ok({"forward", "rooms", "--set", "redirect"});
  haguard.ok({"detach", "rooms"});
}

}  // namespace

TEST_CASE("redirect carries the pair without a bridge, in every mode", "[long]") {
  const WireLab wire;
  const HaguardCli& haguard = wire.haguard();
  wire.remove_bridge();
  haguard.attach();
  REQUIRE_FALSE(wire.ping());
  haguard.ok({"forward", "rooms", "--set", "redirect"});
  REQUIRE(wire.ping());
  AsaPair pair = must(AsaPair::start(wire.lab(), {}));
  REQUIRE(pair.healthy_for(3, seconds(15)));
  haguard.ok({"learn", "rooms", "--for", "5s"});
  haguard.ok({"accept", "rooms"});
  haguard.ok({"audit", "rooms"});
  REQUIRE(pair.healthy_for(5, seconds(15)));
  haguard.ok({"enforce", "rooms"});
  REQUIRE(pair.healthy_for(10, seconds(15)));
  REQUIRE(pair.b().write("failover\n").ok());
  INFO(haguard.ok({"counters"}) << haguard.ok({"status"}));
  REQUIRE(eventually(seconds(10), [&] {
    return must(AsaPair::status(pair.b())).role == "active" && pair.healthy();
  }));
  CHECK(haguard.frames("", "dropped") == 0);
  for (Process* unit : {&pair.a(), &pair.b()})
    CHECK(must(AsaPair::status(*unit))["hellos_lost"] == 0);

  // An intruder: sent, reason +1, nothing arrives before a control frame that passes.
  const RawSocket from = must(wire.lab().a().raw_socket());
  const RawSocket to = must(wire.lab().b().raw_socket());
  must(from.send(hello(kMacStranger, "an intruder under the primary's address")));
  must(from.send(hello(kMacA, "a control frame that passes the link")));
  bool intruder_came = false;
  const FrameFilter is_intruder = containing(text_bytes("an intruder under"));
  const FrameFilter is_control = containing(text_bytes("a control frame"));
  REQUIRE(to.receive(seconds(10), [&](ByteView frame) {
    intruder_came = intruder_came || is_intruder(frame);
    return is_control(frame);
  }));
  CHECK_FALSE(intruder_came);
  CHECK(haguard.frames("mac_mismatch", "dropped", "eth1") == 1);
  CHECK(haguard.frames("", "dropped") == 1);

  haguard.ok({"bypass", "rooms"});
  REQUIRE(pair.healthy_for(5, seconds(15)));
  CHECK(wire.failures("eth1")["not_sent"] == 0);
  CHECK(wire.failures("eth2")["no_partner"] == 0);
}

TEST_CASE("the gate keeps the kernel's way until redirect can work") {
  const WireLab wire;
  const HaguardCli& haguard = wire.haguard();
  haguard.attach();
  SECTION("the driver does not send what is redirected") {
    wire.take(2, false);
    const Output refused = haguard.run({"forward", "rooms", "--set", "redirect"});
    INFO(refused.to_string());
    CHECK(refused.exit_code == kRefused);
    CHECK(refused.err.find("the driver of eth2 does not send") != std::string::npos);
    CHECK(refused.err.find("gro on") != std::string::npos);
  }
  SECTION("the sides differ in mtu") {
    must(wire.lab().fw().ip_batch("link set eth2 mtu 1400\n"));
    const Output refused = haguard.run({"forward", "rooms", "--set", "redirect"});
    INFO(refused.to_string());
    CHECK(refused.exit_code == kRefused);
    CHECK(refused.err.find("mtu 1500 and eth2 has 1400") != std::string::npos);
  }
  SECTION("a port is down") {
    must(wire.lab().fw().ip_batch("link set eth1 down\n"));
    const Output refused = haguard.run({"forward", "rooms", "--set", "redirect"});
    INFO(refused.to_string());
    CHECK(refused.exit_code == kRefused);
    CHECK(refused.err.find("eth1 is down") != std::string::npos);
    must(wire.lab().fw().ip_batch("link set eth1 up\n"));
  }
  CHECK(wire.forward() == "kernel");
  REQUIRE(eventually(seconds(10), [&] { return wire.ping(); }));
}

TEST_CASE("attach does not redirect past the gate, and attaches nothing then") {
  const WireLab wire;
  const HaguardCli& haguard = wire.haguard();
  const std::vector<std::string> attach = {"attach",    "rooms",     "--ports",
                                           "eth1,eth2", "--forward", "redirect"};
  wire.take(2, false);
  const Output refused = haguard.run(attach);
  INFO(refused.to_string());
  CHECK(refused.exit_code == kRefused);
  CHECK(refused.err.find("the driver of eth2 does not send") != std::string::npos);
  CHECK(refused.err.find("nothing was attached") != std::string::npos);
  CHECK(haguard.run({"status", "rooms"}).exit_code == 4);
  REQUIRE(wire.ping());
  SECTION("by force it does, which is recorded") {
    std::vector<std::string> forced = attach;
    forced.emplace_back("--force");
    CHECK(haguard.ok(forced).find("forwarding: redirect") != std::string::npos);
    CHECK(wire.forward() == "redirect");
    CHECK(haguard.ok({"events", "rooms"}).find("forced past the gate") != std::string::npos);
  }
  SECTION("once nothing speaks against it it does") {
    wire.take(2, true);
    CHECK(haguard.ok(attach).find("forwarding: redirect") != std::string::npos);
    REQUIRE(wire.ping());
    // Attached, it stays as it is, whatever the gate says of it.
    wire.take(2, false);
    CHECK(haguard.ok(attach).find("is attached") != std::string::npos);
    const json driver = finding(haguard, "port.redirect");
    CHECK(driver["severity"] == "ok");
    const json report = json::parse(haguard.run({"doctor", "rooms", "--json"}).out);
    CHECK(report.dump().find("does not send what is redirected") != std::string::npos);
  }
}

TEST_CASE("a redirect of before waits where the gate objects to it now") {
  const WireLab wire;
  const HaguardCli& haguard = wire.haguard();
  detach_redirecting(haguard);
  wire.take(2, false);
  const Output attached = haguard.run({"attach", "rooms", "--ports", "eth1,eth2"});
  INFO(attached.to_string());
  CHECK(attached.exit_code == 0);
  CHECK(attached.err.find("the driver of eth2 does not send") != std::string::npos);
  CHECK(attached.out.find("forwarding: kernel") != std::string::npos);
  CHECK(attached.out.find("redirect waits") != std::string::npos);
  CHECK(haguard.json({"forward", "rooms"})["forward"] == "kernel");
  CHECK(haguard.json({"forward", "rooms"})["forward_waits"] == "redirect");
  REQUIRE(eventually(seconds(10), [&] { return wire.ping(); }));
  SECTION("it is chosen again") {
    wire.take(2, true);
    haguard.ok({"forward", "rooms", "--set", "redirect"});
    CHECK(wire.forward() == "redirect");
  }
  SECTION("it is given up") {
    haguard.ok({"forward", "rooms", "--set", "kernel"});
    wire.take(2, true);
    haguard.ok({"detach", "rooms"});
    haguard.attach();
    CHECK(wire.forward() == "kernel");
  }
  CHECK_FALSE(haguard.json({"forward", "rooms"}).contains("forward_waits"));
  CHECK_FALSE(haguard.json({"status", "rooms"})["links"][0].contains("forward_waits"));
}

TEST_CASE("while haguard is the wire, neither kernel nor detach cuts it without force") {
  const WireLab wire;
  const HaguardCli& haguard = wire.haguard();
  haguard.attach();
  haguard.ok({"forward", "rooms", "--set", "redirect"});
  wire.remove_bridge();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"forward", "rooms", "--set", "kernel"}, {"detach", "rooms"}}) {
    const Output refused = haguard.run(words);
    INFO(refused.to_string());
    CHECK(refused.exit_code == kRefused);
    CHECK(refused.err.find("no common bridge") != std::string::npos);
    REQUIRE(wire.ping());
  }
  haguard.ok({"forward", "rooms", "--set", "kernel", "--force"});
  CHECK(wire.forward() == "kernel");
  REQUIRE_FALSE(wire.ping());
  const std::string events = haguard.ok({"events", "rooms"});
  INFO(events);
  CHECK(events.find("forward rooms --set kernel was forced past the gate") != std::string::npos);
  CHECK(events.find("redirect -> kernel") != std::string::npos);
  haguard.ok({"forward", "rooms", "--set", "redirect"});
  haguard.ok({"detach", "rooms", "--force"});
  CHECK(haguard.run({"status", "rooms"}).exit_code == 4);
}

TEST_CASE("redirect comes back with the link") {
  const WireLab wire;
  const HaguardCli& haguard = wire.haguard();
  wire.remove_bridge();
  haguard.attach();
  haguard.ok({"forward", "rooms", "--set", "redirect"});
  SECTION("after it was detached, as after a reboot") {
    haguard.ok({"detach", "rooms", "--force"});
    REQUIRE_FALSE(wire.ping());
    haguard.attach();
  }
  SECTION("after an upgrade") {
    haguard.ok({"upgrade", "rooms", "--again"});
  }
  CHECK(wire.forward() == "redirect");
  REQUIRE(wire.ping());
  CHECK(haguard.json({"forward", "rooms"})["failures_counted"] == true);
}

TEST_CASE("an attach that chooses the kernel's way is what the next one comes back to") {
  const WireLab wire;
  const HaguardCli& haguard = wire.haguard();
  detach_redirecting(haguard);
  haguard.ok({"attach", "rooms", "--ports", "eth1,eth2", "--forward", "kernel"});
  CHECK(wire.forward() == "kernel");
  haguard.ok({"detach", "rooms"});
  haguard.attach();
  CHECK(wire.forward() == "kernel");
  REQUIRE(eventually(seconds(10), [&] { return wire.ping(); }));
}

TEST_CASE("what the driver does not send is counted, with its error") {
  const WireLab wire;
  const HaguardCli& haguard = wire.haguard();
  haguard.attach();
  haguard.ok({"forward", "rooms", "--set", "redirect"});
  REQUIRE(wire.ping());
  CHECK(wire.failures("eth1")["not_sent"] == 0);
  const RawSocket from = must(wire.lab().a().raw_socket());
  const auto send = [&](unsigned frames) {
    const std::uint64_t before = haguard.received("eth1");
    for (unsigned i = 0; i < frames; ++i)
      must(from.send(hello(kMacA, "a frame that is refused on the way out")));
    REQUIRE(eventually(seconds(10), [&] { return haguard.received("eth1") == before + frames; }));
  };
  SECTION("its other end takes no frames") {
    wire.take(2, false);
    send(5);
    CHECK(wire.failures("eth1")["not_sent"] == 5);
    CHECK(wire.failures("eth1")["last_error"] != 0);
    const std::string status = haguard.ok({"status", "rooms"});
    INFO(status);
    CHECK(status.find("5 frames not sent") != std::string::npos);
  }
  SECTION("the partner port is down") {
    must(wire.lab().fw().ip_batch("link set eth2 down\n"));
    send(3);
    CHECK(wire.failures("eth1")["not_sent"] == 3);
    CHECK(wire.failures("eth1")["last_error"] == ENETDOWN);
  }
  SECTION("the frame is too large for the partner port") {
    must(wire.lab().fw().ip_batch("link set eth2 mtu 68\n"));
    const std::uint64_t before = haguard.received("eth1");
    must(from.send(hello(kMacA, std::string(200, 'x'))));
    REQUIRE(eventually(seconds(10), [&] { return haguard.received("eth1") == before + 1; }));
    CHECK(wire.failures("eth1")["not_sent"] == 1);
    CHECK(wire.failures("eth1")["last_error"] == EMSGSIZE);
  }
  CHECK(wire.failures("eth1")["no_partner"] == 0);
  CHECK(wire.failures("eth2")["not_sent"] == 0);
}

TEST_CASE("a partner that is gone leaves its frames to the kernel, and is found when it is back") {
  const WireLab wire;
  const HaguardCli& haguard = wire.haguard();
  haguard.attach();
  haguard.ok({"forward", "rooms", "--set", "redirect"});
  REQUIRE(wire.ping());
  const unsigned index = must(wire.lab().fw().interface_index("eth2"));
  must(wire.lab().fw().ip_batch("link delete eth2\n"));
  const RawSocket from = must(wire.lab().a().raw_socket());
  must(from.send(hello(kMacA, "a frame for a port that is not there")));
  REQUIRE(eventually(seconds(10), [&] { return wire.failures("eth1")["no_partner"] != 0; }));
  CHECK(wire.failures("eth1")["not_sent"] == 0);

  // A new interface of that name, with a new number, and a unit behind it as before.
  const Host& unit = wire.lab().b();
  must(wire.lab().fw().ip_batch("link add name eth2 index " + std::to_string(index + 40) +
                                " type veth peer name eth0 netns " + unit.netns.path() +
                                "\nlink set eth2 up\n"));
  must(
      unit.netns.ip_batch("link set eth0 address 02:00:00:00:00:02\nlink set eth0 up\n"
                          "address add 192.0.2.2/24 dev eth0\n"));
  wire.take(2, true);
  haguard.attach();
  const std::uint64_t before = wire.failures("eth1")["no_partner"];
  REQUIRE(eventually(seconds(10), [&] { return wire.ping(); }));
  CHECK(wire.failures("eth1")["no_partner"] == before);
}

TEST_CASE("doctor tells when bridge and haguard would both forward") {
  const WireLab wire;
  const HaguardCli& haguard = wire.haguard();
  haguard.attach();
  CHECK(finding(haguard, "link.path")["severity"] == "ok");
  haguard.ok({"forward", "rooms", "--set", "redirect"});
  const json both = finding(haguard, "link.path");
  INFO(both.dump(2));
  CHECK(both["severity"] == "warning");
  CHECK(both["what"].get<std::string>().find("bridge br0 also joins") != std::string::npos);
  CHECK(finding(haguard, "link.multicast")["what"].get<std::string>().find("redirected") == 0);
  wire.remove_bridge();
  CHECK(finding(haguard, "link.path")["severity"] == "ok");
}
