// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The daemon itself comes and goes: the link does not notice.
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>

#include "bpf/pins.h"
#include "bpf/xdp.h"
#include "daemon/daemon_lab.h"
#include "e2e/redirected.h"
#include "fixture/must.h"
#include "harness/poll.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

std::vector<std::uint32_t> xdp_links(const DaemonLab& lab) {
  std::vector<std::uint32_t> ids;
  for (const int side : {1, 2})
    ids.push_back(must(read_link_pin(Pins(lab.lab().bpffs()).port("rooms", Lab::port(side)))).id);
  return ids;
}

}  // namespace

TEST_CASE("daemon: attaches what the config names, and its end of any kind, changes nothing") {
  DaemonLab lab;
  lab.start();
  CHECK(lab.has_event("attach", "eth1 and eth2"));
  lab.enforce(kPairPolicy);
  const auto links = xdp_links(lab);
  for (const int number : {SIGKILL, SIGTERM, SIGINT}) {
    const std::string counters = lab.haguard().ok({"counters", "--json"});
    lab.daemon().signal(number);
    REQUIRE(lab.daemon().wait(seconds(10)).has_value());
    CHECK(xdp_links(lab) == links);
    CHECK(lab.mode() == "enforce");
    lab.check_enforcing();
    lab.start();
    CHECK(xdp_links(lab) == links);
    CHECK(lab.mode() == "enforce");
    lab.check_enforcing();
  }
  CHECK(lab.events("lease").empty());
}

TEST_CASE("daemon: goes on where nobody hears what it says") {
  const std::string nowhere = GENERATE("2>/dev/full", "2>&3", "2>&-", ">&3 2>&3");
  INFO(nowhere);
  DaemonLab lab;
  Process daemon = must(Process::start(redirected(lab.haguard().command({"run"}), nowhere)));
  CHECK(eventually(seconds(20), [&] { return lab.has_event("attach", "eth1 and eth2"); }));
  lab.haguard().ok({"detach", "rooms"});
  // It says so with every change.
  lab.haguard().attach();
  CHECK(eventually(seconds(20), [&] { return lab.condition("eth1") == "live"; }));
  CHECK(daemon.running());
}

TEST_CASE("daemon: a second one refuses, and names the first") {
  DaemonLab lab;
  lab.start();
  const Output second = lab.haguard().run({"run"});
  INFO(second.err);
  CHECK(second.exit_code == 1);
  CHECK(second.err.find("haguard run (pid " + std::to_string(lab.daemon().pid()) + ")") !=
        std::string::npos);
  CHECK(lab.daemon().running());
}

TEST_CASE("daemon: what an operator detaches stays so until the config is read again") {
  DaemonLab lab;
  lab.start();
  lab.haguard().ok({"detach", "rooms"});
  lab.ip({"link", "set", "eth2", "mtu", "1400"});
  CHECK(holds_for(seconds(1), [&] {
    return lab.haguard().run({"status", "rooms"}).exit_code == 4;
  }));
  lab.reload("configuration read again");
  CHECK(eventually(seconds(10), [&] { return lab.events("attach").size() == 2; }));
  CHECK(lab.condition("eth1") == "live");
}

TEST_CASE("daemon: a broken config is refused whole") {
  DaemonLab lab("hold_time = \"15s\"\n");
  lab.start();
  lab.enforce(kPairPolicy);
  lab.write_config(DaemonLab::config("hold_time = \"many\"\non_controller_loss = \"audit\"\n"));
  lab.daemon().signal(SIGHUP);
  REQUIRE(lab.eventually_says("the configuration of before stays"));
  INFO(lab.journal());
  CHECK(lab.journal().find("haguard.toml:3") != std::string::npos);
  // Commands read it too.
  lab.write_config(DaemonLab::config("hold_time = \"15s\"\n"));
  CHECK(lab.events("lease").empty());
  CHECK(lab.mode() == "enforce");
  lab.check_enforcing();
}

TEST_CASE("daemon: enforce --confirm says so where none runs") {
  DaemonLab lab;
  lab.start();
  lab.apply(kPairPolicy);
  const Output with = lab.haguard().run({"enforce", "rooms", "--confirm", "10m"});
  CHECK(with.exit_code == 0);
  CHECK(with.err.find("no daemon") == std::string::npos);
  lab.kill();
  const Output without = lab.haguard().run({"enforce", "rooms", "--confirm", "10m"});
  CHECK(without.exit_code == 0);
  CHECK(without.err.find("no daemon watches the heartbeats") != std::string::npos);
}

TEST_CASE("daemon: --once does what is due at the start, and ends") {
  DaemonLab lab;
  const Output once = lab.haguard().run({"run", "--once"});
  INFO(once.to_string());
  CHECK(once.exit_code == 0);
  CHECK(lab.has_event("attach", "eth1 and eth2"));
  CHECK(lab.condition("eth1") == "live");
  CHECK(lab.condition("eth2") == "live");
  // The daemon takes it over as it is.
  lab.start();
  CHECK(lab.events("attach").size() == 1);
  const Output second = lab.haguard().run({"run", "--once"});
  CHECK(second.exit_code == 1);
  CHECK(second.err.find(std::to_string(lab.daemon().pid())) != std::string::npos);
}

TEST_CASE("daemon: --once fails with what it could not do") {
  DaemonLab lab;
  lab.haguard().ok({"attach", "other", "--ports", "eth2"});
  const Output once = lab.haguard().run({"run", "--once"});
  INFO(once.to_string());
  CHECK(once.exit_code == 1);
  CHECK(once.err.find("a port of link other already") != std::string::npos);
  CHECK(lab.haguard().run({"status", "rooms"}).exit_code == 4);
}
