// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the service manager is told: that all is well only while it is, and in words what is not. No
// answer of the daemon's ends anything.
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>

#include "bpf/pins.h"
#include "bpf/xdp.h"
#include "daemon/daemon_lab.h"
#include "fixture/must.h"
#include "harness/notify_socket.h"
#include "harness/poll.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

// A daemon under a service manager that wants a sign of life within 600 ms.
NotifySocket start_as_service(DaemonLab& lab) {
  const std::string path = lab.lab().scratch() + "/notify";
  NotifySocket manager = must(NotifySocket::bind(path));
  lab.start({{"NOTIFY_SOCKET", path}, {"WATCHDOG_USEC", "600000"}});
  return manager;
}

bool keeps_alive(NotifySocket& manager) {
  const std::size_t before = manager.count("WATCHDOG=1");
  return eventually(seconds(10), [&] { return manager.count("WATCHDOG=1") >= before + 3; });
}

bool status_becomes(NotifySocket& manager, const std::string& status) {
  const bool is = eventually(seconds(10), [&] { return manager.status() == status; });
  UNSCOPED_INFO("STATUS=" << manager.status());
  return is;
}

// The program is off the port, as `bpftool link detach` does it, which no news of the kernel tells.
void take_off(const DaemonLab& lab, const std::string& port) {
  must(detach_link_pin(Pins(lab.lab().bpffs()).port("rooms", port)));
}

}  // namespace

TEST_CASE("watchdog: a sign of life while all is well, and the status follows the links") {
  DaemonLab lab;
  NotifySocket manager = start_as_service(lab);
  CHECK(eventually(seconds(10), [&] { return manager.count("READY=1") == 1; }));
  CHECK(keeps_alive(manager));
  CHECK(status_becomes(manager, "rooms bypass"));
  lab.enforce(kPairPolicy);
  CHECK(status_becomes(manager, "rooms enforce"));
  lab.haguard().ok({"enforce", "rooms", "--confirm", "10m"});
  CHECK(status_becomes(manager, "rooms enforce, awaits confirm"));
  lab.ip({"link", "set", "eth2", "name", "moved"});
  CHECK(status_becomes(manager, "rooms enforce, awaits confirm, eth2 is renamed"));
  CHECK(keeps_alive(manager));
  lab.haguard().ok({"detach", "rooms"});
  CHECK(status_becomes(manager, "no link yet"));
  CHECK(keeps_alive(manager));
}

TEST_CASE("watchdog: a reload is told of from its begin to its end") {
  DaemonLab lab;
  NotifySocket manager = start_as_service(lab);
  REQUIRE(eventually(seconds(10), [&] { return manager.count("READY=1") == 1; }));
  lab.reload("configuration read again");
  CHECK(eventually(seconds(10), [&] { return manager.count("READY=1") == 2; }));
  CHECK(manager.count("RELOADING=1") == 1);
  lab.daemon().signal(SIGTERM);
  REQUIRE(lab.daemon().wait(seconds(10)).has_value());
  CHECK(manager.count("STOPPING=1") == 1);
}

TEST_CASE("watchdog: a program that somebody took off is put back, without being told") {
  DaemonLab lab;
  NotifySocket manager = start_as_service(lab);
  lab.enforce(kPairPolicy);
  take_off(lab, "eth2");
  CHECK(eventually(seconds(10), [&] { return lab.condition("eth2") == "live"; }));
  CHECK(eventually(seconds(10), [&] { return lab.has_event("port", "eth2 came back"); }));
  CHECK(keeps_alive(manager));
  lab.check_enforcing();
}

TEST_CASE("watchdog: no sign of life while a port is without its program, and nothing detached") {
  DaemonLab lab;
  NotifySocket manager = start_as_service(lab);
  lab.enforce(kPairPolicy);
  CHECK(keeps_alive(manager));
  // While somebody else holds the lock of all changes, the daemon cannot put it back.
  Process holder = lab.hold_lock();
  take_off(lab, "eth2");
  CHECK(status_becomes(manager,
                       "rooms enforce, eth2 is returned; NOT WELL; rooms: eth2 is there without "
                       "the program"));
  const std::size_t before = manager.count("WATCHDOG=1");
  CHECK(holds_for(seconds(2), [&] { return manager.count("WATCHDOG=1") == before; }));
  CHECK(lab.journal().find("eth2 is there without the program") != std::string::npos);
  CHECK(lab.condition("eth1") == "live");
  CHECK(lab.mode() == "enforce");
  holder.close_input();
  REQUIRE(holder.wait(seconds(10)).has_value());
  CHECK(status_becomes(manager, "rooms enforce"));
  CHECK(keeps_alive(manager));
  lab.check_enforcing();
}
