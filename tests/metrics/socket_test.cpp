// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A page without a port: on a unix socket, or on a socket that the service manager passes.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>

#include "fixture/must.h"
#include "harness/poll.h"
#include "metrics/served_lab.h"

using namespace haguard;
using std::chrono::seconds;

TEST_CASE("socket: a unix socket for the group, gone with the daemon, and none in its way") {
  ServedLab lab;
  const std::string path = lab.lab().scratch() + "/metrics.sock";
  lab.write_metrics_config("listen = \"unix:" + path + "\"\n");
  const std::vector<std::string> ask = {"--unix-socket", path, "http://localhost/metrics"};
  lab.start();
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 07777U) == 0660U);
  CHECK(lab.ask(ask).status == 200);
  CHECK(lab.ask({kServedUrl}).status == 0);
  // What a killed daemon left is replaced.
  lab.kill();
  REQUIRE(::access(path.c_str(), F_OK) == 0);
  CHECK(lab.ask(ask).status == 0);
  lab.start();
  CHECK(lab.ask(ask).status == 200);
  lab.daemon().signal(SIGTERM);
  REQUIRE(lab.daemon().wait(seconds(10)).has_value());
  CHECK(::access(path.c_str(), F_OK) != 0);
}

TEST_CASE("socket: one that the service manager passes") {
  ServedLab lab("listen = \"systemd\"\n");
  Command activate = lab.haguard().command({"run"});
  activate.argv.insert(activate.argv.begin(), {"systemd-socket-activate", "--listen=127.0.0.1:9465",
                                               "--setenv=HAGUARD_SYSTEMS_DIR"});
  Process daemon = must(Process::start(activate));
  CHECK(eventually(seconds(20), [&] { return lab.ask({kServedUrl}).status == 200; }));
  INFO(daemon.err());
  CHECK(lab.served().value("haguard_link_up", {{"link", "rooms"}}) == 1);
}

TEST_CASE("socket: none was passed") {
  ServedLab lab("listen = \"systemd\"\n");
  lab.start();
  CHECK(lab.eventually_says("0 sockets were passed, not 1"));
}
