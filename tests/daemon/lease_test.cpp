// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// on_controller_loss: what enforcing does when the daemon is gone.
#include <catch2/catch.hpp>
#include <chrono>

#include "daemon/daemon_lab.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "harness/raw_socket.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

const char* const kAudit = "on_controller_loss = \"audit\"\n";

}  // namespace

TEST_CASE("lease: without its daemon the link goes to audit and with it back to enforce",
          "[long]") {
  DaemonLab lab(kAudit);
  lab.start();
  lab.enforce(kPairPolicy);
  lab.check_enforcing();
  lab.kill();
  CHECK(lab.mode() == "enforce");
  REQUIRE(eventually(seconds(60), [&] { return lab.mode() == "audit"; }));
  // The data path's clock is up to a tick behind.
  const RawSocket sender = must(lab.lab().a().raw_socket());
  REQUIRE(eventually(seconds(10), [&] {
    must(sender.send(lab.intruder()));
    return lab.haguard().frames("unknown_protocol", "would_drop", "eth1") > 0;
  }));
  lab.check_auditing();
  lab.start();
  REQUIRE(eventually(seconds(10), [&] { return lab.mode() == "enforce"; }));
  CHECK(lab.has_event("lease", "enforce again"));
  lab.check_enforcing();
  // Renewed more than once.
  CHECK(holds_for(seconds(20), [&] { return lab.mode() == "enforce"; }));
}

TEST_CASE("lease: bypass by an operator stays") {
  DaemonLab lab(kAudit);
  lab.start();
  lab.enforce(kPairPolicy);
  lab.haguard().ok({"bypass", "rooms"});
  CHECK(holds_for(seconds(8), [&] { return lab.mode() == "bypass"; }));
}

TEST_CASE("lease: a reload makes it, and ends it") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  lab.write_config(DaemonLab::config(kAudit));
  lab.reload("configuration read again");
  CHECK(eventually(seconds(10), [&] { return lab.has_event("lease", "ends when"); }));
  lab.write_config(DaemonLab::config(""));
  lab.reload("configuration read again");
  CHECK(eventually(seconds(10), [&] { return lab.has_event("lease", "outlasts"); }));
  lab.kill();
  CHECK(holds_for(seconds(12), [&] { return lab.mode() == "enforce"; }));
  lab.check_enforcing();
}

TEST_CASE("lease: an awaited confirmation is not touched") {
  DaemonLab lab;
  lab.start();
  lab.apply(kPairPolicy);
  lab.haguard().ok({"enforce", "rooms", "--confirm", "10m"});
  lab.write_config(DaemonLab::config(kAudit));
  lab.reload("configuration read again");
  CHECK(lab.haguard().json({"mode", "rooms"})["seconds_left"] > 60.0);
  lab.haguard().ok({"confirm", "rooms"});
  // Now it may become a lease, as soon as the daemon has brought the link in line with the config.
  CHECK(eventually(seconds(10), [&] {
    return lab.haguard().ok({"mode", "rooms"}).find("while the daemon runs") != std::string::npos;
  }));
}

TEST_CASE("lease: a confirmation that did not come is told, once") {
  DaemonLab lab;
  lab.start();
  lab.apply(kPairPolicy);
  const auto is_told = [&] {
    return lab.has_event("fallback", "the deadline passed without a confirmation");
  };
  SECTION("by the daemon that sees it pass") {
    lab.haguard().ok({"enforce", "rooms", "--force", "--confirm", "1s"});
    CHECK(eventually(seconds(10), is_told));
  }
  SECTION("by the next one, if none was there") {
    lab.kill();
    lab.haguard().ok({"enforce", "rooms", "--force", "--confirm", "1s"});
    REQUIRE(eventually(seconds(10), [&] { return lab.mode() == "audit"; }));
    CHECK(lab.events("fallback").empty());
    lab.start();
    CHECK(eventually(seconds(10), is_told));
  }
  lab.kill();
  lab.start();
  lab.haguard().ok({"audit", "rooms"});
  INFO(lab.journal());
  CHECK(lab.events("fallback").size() == 1);
  CHECK(lab.mode() == "audit");
}
