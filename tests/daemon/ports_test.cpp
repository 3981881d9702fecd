// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Interfaces that go and come back under a running daemon: the link is whole again by itself, in
// its mode, with its counters.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "base/clock.h"
#include "daemon/daemon_lab.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "harness/rootless.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

bool is_live(const DaemonLab& lab, const std::string& port) {
  return eventually(seconds(10), [&] { return lab.condition(port) == "live"; });
}

// Another interface of this name, with its far end at unit-b.
void remake(const DaemonLab& lab, const std::string& port) {
  lab.ip({"link", "del", port});
  const std::string unit = lab.lab().b().netns.path();
  lab.ip({"link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", unit});
  must(
      lab.lab().b().netns.ip_batch("link set eth0 address 02:00:00:00:00:02\n"
                                   "link set eth0 up\naddress add 192.0.2.2/24 dev eth0\n"));
  lab.ip({"link", "set", port, "master", "br0"});
  lab.ip({"link", "set", port, "up"});
  lab.wait_for_forwarding(port);
}

// The figure, for who wants to know it: `ctest -V` shows it. A test is no stopwatch.
void say_how_soon(const DaemonLab& lab, const std::string& words, std::int64_t since_ms) {
  for (const auto& event : lab.events("port"))
    if (event["text"].get<std::string>().find(words) != std::string::npos)
      fmt::print("{}: {} ms after it was deleted\n", words,
                 event["at_ms"].get<std::int64_t>() - since_ms);
}

}  // namespace

TEST_CASE("ports: one that is deleted and made anew is live again, with mode and counters") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  lab.check_enforcing();
  const std::uint64_t dropped = lab.haguard().frames("", "dropped", "eth1");
  const std::uint64_t other_side = lab.haguard().received("eth2");
  const std::int64_t deleted_ms = wall_milliseconds();
  remake(lab, "eth2");
  const bool live = is_live(lab, "eth2");
  INFO(lab.journal());
  REQUIRE(live);
  CHECK(eventually(seconds(10), [&] { return lab.has_event("port", "eth2 came back"); }));
  say_how_soon(lab, "eth2 came back", deleted_ms);
  CHECK(lab.mode() == "enforce");
  CHECK(lab.haguard().frames("", "dropped", "eth1") == dropped);
  CHECK(lab.haguard().received("eth2") >= other_side);
  lab.check_enforcing();
}

TEST_CASE("ports: one that is renamed keeps its program, there and back") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  lab.ip({"link", "set", "eth2", "name", "moved"});
  CHECK(eventually(seconds(10), [&] { return lab.has_event("port", "eth2 was renamed"); }));
  CHECK(lab.condition("eth2") == "renamed");
  lab.check_enforcing();
  lab.ip({"link", "set", "moved", "name", "eth2"});
  CHECK(eventually(seconds(10), [&] { return lab.has_event("port", "eth2 has its name again"); }));
  CHECK(lab.condition("eth2") == "live");
  lab.check_enforcing();
}

TEST_CASE("ports: the program stays on the interface that lost its name to another one") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  lab.ip({"link", "set", "eth2", "name", "moved"});
  lab.ip({"link", "add", "eth2", "type", "veth", "peer", "name", "far"});
  lab.ip({"link", "set", "eth2", "up"});
  CHECK(
      eventually(seconds(10), [&] { return lab.has_event("port", "eth2 is another interface"); }));
  CHECK(lab.condition("eth2") == "elsewhere");
  lab.check_enforcing();
  lab.check_enforcing_from_b();
  const Output attach = lab.haguard().run({"attach", "rooms", "--ports", "eth1,eth2"});
  INFO(attach.to_string() << lab.journal());
  CHECK(attach.exit_code == 1);
  CHECK(attach.err.find("the program of eth2 is on moved, and judges there") != std::string::npos);
  CHECK(attach.err.find("ip link set dev moved name eth2") != std::string::npos);
  lab.kill();
  lab.start();
  CHECK(lab.condition("eth2") == "elsewhere");
  lab.check_enforcing();
  lab.check_enforcing_from_b();
  lab.ip({"link", "del", "eth2"});
  lab.ip({"link", "set", "moved", "name", "eth2"});
  CHECK(is_live(lab, "eth2"));
  lab.haguard().attach();
  lab.check_enforcing_from_b();
}

TEST_CASE("ports: an attach in another network namespace leaves the program where it judges") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  const Netns other = must(Netns::create());
  // The same names; and for one of them the same number.
  const unsigned index = must(lab.lab().fw().interface_index("eth1"));
  must(other.ip_batch("link add name eth1 index " + std::to_string(index) +
                      " type veth peer name far1 index " + std::to_string(index + 40) +
                      "\nlink add name eth2 type veth peer name far2\n"));
  Command command = lab.haguard().command({"attach", "rooms", "--ports", "eth1,eth2"});
  command.netns = other.fd();
  const Output attach = must(haguard::run(command));
  INFO(attach.to_string());
  CHECK(attach.exit_code == 1);
  CHECK(attach.err.find("of another network namespace, and judges there") != std::string::npos);
  lab.check_enforcing();
  lab.check_enforcing_from_b();
}

TEST_CASE("ports: the program stays on an interface that moves to another network namespace") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  const Netns other = must(Netns::create());
  lab.ip({"link", "set", "eth2", "netns", other.path()});
  CHECK(eventually(seconds(10), [&] { return lab.condition("eth2") == "renamed"; }));
  const Output attach = lab.haguard().run({"attach", "rooms", "--ports", "eth1,eth2"});
  INFO(attach.to_string());
  CHECK(attach.exit_code == 1);
  CHECK(attach.err.find("of another network namespace, and judges there") != std::string::npos);
  must(other.ip_batch("link set eth2 up\n"));
  // It judges there, with nobody behind it: what unit-b sends is dropped as before.
  lab.check_dropped_from_b();
}

TEST_CASE("ports: out of the bridge and back, down and up, another MTU: nothing is lost") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  const auto events = lab.events("port").size();
  lab.ip({"link", "set", "eth2", "nomaster"});
  lab.ip({"link", "set", "eth2", "master", "br0"});
  lab.ip({"link", "set", "eth2", "mtu", "1400"});
  lab.ip({"link", "set", "eth2", "mtu", "1500"});
  CHECK(lab.events("port").size() == events);
  lab.ip({"link", "set", "eth2", "down"});
  lab.ip({"link", "set", "eth2", "up"});
  CHECK(lab.condition("eth1") == "live");
  CHECK(lab.condition("eth2") == "live");
  CHECK(lab.mode() == "enforce");
  lab.wait_for_forwarding("eth2");
  lab.check_enforcing();
}

TEST_CASE("ports: a cable that is pulled, and an interface that is set down, are told of") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  const auto tells = [&](const char* words) {
    return eventually(seconds(10), [&] { return lab.has_event("port", words); });
  };
  must(lab.lab().b().netns.ip_batch("link set eth0 down\n"));
  CHECK(tells("eth2 has no carrier: nothing is at the other end of the cable"));
  CHECK_FALSE(lab.has_event("port", "eth2 is up"));
  must(lab.lab().b().netns.ip_batch("link set eth0 up\n"));
  CHECK(tells("eth2 is up, with carrier"));
  lab.ip({"link", "set", "eth1", "down"});
  CHECK(tells("eth1 is down: somebody set it so"));
  lab.ip({"link", "set", "eth1", "up"});
  CHECK(tells("eth1 is up, with carrier"));
  CHECK(lab.mode() == "enforce");
  lab.wait_for_forwarding("eth1");
  lab.wait_for_forwarding("eth2");
  lab.check_enforcing();
}

TEST_CASE("ports: an interface that comes later gets the program then") {
  DaemonLab lab;
  lab.write_config("[link.rooms]\nports = [\"eth1\", \"late\"]\n");
  lab.start();
  CHECK(lab.has_event("attach", "waits for late"));
  CHECK(lab.condition("eth1") == "live");
  CHECK(lab.condition("late") == "absent");
  lab.ip({"link", "set", "eth2", "name", "late"});
  CHECK(is_live(lab, "late"));
  CHECK(lab.mode() == "bypass");
  // An operator who names an interface that is not there is told so.
  const Output other = lab.haguard().run({"attach", "other", "--ports", "nowhere"});
  CHECK(other.exit_code == 4);
  CHECK(other.err.find("nowhere") != std::string::npos);
}

TEST_CASE("ports: after a reboot mode and policy are there before the interfaces") {
  needs_root("it mounts a bpffs anew, as after a reboot");
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  lab.kill();
  lab.ip({"link", "set", "eth1", "name", "later1"});
  lab.ip({"link", "set", "eth2", "name", "later2"});
  must(run_ok({.argv = {"umount", lab.lab().bpffs()}}));
  lab.start();
  CHECK(lab.mode() == "enforce");
  CHECK(lab.condition("eth1") == "absent");
  CHECK(lab.condition("eth2") == "absent");
  lab.ip({"link", "set", "later1", "name", "eth1"});
  lab.ip({"link", "set", "later2", "name", "eth2"});
  CHECK(is_live(lab, "eth1"));
  CHECK(is_live(lab, "eth2"));
  lab.check_enforcing();
}

TEST_CASE("ports: what comes back while an operator holds the lock is attached after that") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  Process holder = lab.hold_lock();
  remake(lab, "eth2");
  CHECK(lab.condition("eth2") == "returned");
  holder.close_input();
  REQUIRE(holder.wait(seconds(10)).has_value());
  CHECK(is_live(lab, "eth2"));
  lab.check_enforcing();
}

TEST_CASE("ports: a port whose slot somebody else has is told of once, and taken when it is free") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  // The interface comes back with a program on it already: another instance was faster.
  Process holder = lab.hold_lock();
  remake(lab, "eth2");
  Command other = lab.haguard().command({"attach", "other", "--ports", "eth2"});
  for (std::string& word : other.argv)
    if (word == lab.lab().state_dir()) word += "-other";
  must(run_ok(other));
  holder.close_input();
  REQUIRE(holder.wait(seconds(10)).has_value());
  REQUIRE(lab.eventually_says("eth2: "));
  CHECK(lab.condition("eth2") == "returned");
  CHECK(lab.condition("eth1") == "live");
  Command detach = other;
  detach.argv.resize(detach.argv.size() - 4);
  detach.argv.insert(detach.argv.end(), {"detach", "other"});
  must(run_ok(detach));
  CHECK(is_live(lab, "eth2"));
  lab.check_enforcing();
}
