// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the configuration says of forwarding, under the gate: the daemon cuts no link, and does as
// it is told once nothing speaks against it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>

#include "daemon/daemon_lab.h"
#include "fixture/must.h"
#include "harness/offload.h"
#include "harness/poll.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

const char* const kRedirect = "forward = \"redirect\"\n";
const char* const kKernel = "forward = \"kernel\"\n";

// Whether the unit takes what is redirected to its cable.
void take(const Host& unit, bool on) {
  must(set_features(unit.netns, Host::kInterface, {"rx-gro"}, on));
}

std::string forward(const DaemonLab& lab) {
  return lab.haguard().json({"forward", "rooms"})["forward"];
}

bool becomes(const DaemonLab& lab, const std::string& way) {
  return eventually(seconds(20), [&] { return forward(lab) == way; });
}

bool ping(const DaemonLab& lab) {
  return eventually(seconds(10),
                    [&] { return Lab::ping(lab.lab().a(), lab.lab().b().ipv4, seconds(1)); });
}

std::size_t times_told(const DaemonLab& lab, const std::string& words) {
  const auto events = lab.events("forward");
  return static_cast<std::size_t>(
      std::count_if(events.begin(), events.end(), [&](const nlohmann::json& event) {
        return event["text"].get<std::string>().find(words) != std::string::npos;
      }));
}

}  // namespace

TEST_CASE("forward: a link comes up by the kernel while its gate objects to redirect") {
  DaemonLab lab(kRedirect);
  take(lab.lab().a(), true);
  take(lab.lab().b(), false);
  lab.start();
  INFO(lab.journal());
  CHECK(forward(lab) == "kernel");
  CHECK(lab.has_event("forward", "redirect waits: 1 thing speaks against it"));
  CHECK(lab.journal().find("the driver of eth2 does not send") != std::string::npos);
  REQUIRE(ping(lab));
  SECTION("it redirects once nothing speaks against it") {
    take(lab.lab().b(), true);
    REQUIRE(becomes(lab, "redirect"));
    CHECK(times_told(lab, "redirect waits") == 1);
    CHECK(ping(lab));
  }
  SECTION("another daemon goes on waiting") {
    lab.kill();
    take(lab.lab().b(), true);
    lab.start();
    CHECK(becomes(lab, "redirect"));
  }
  SECTION("an operator who chooses the kernel's way ends that") {
    lab.haguard().ok({"forward", "rooms", "--set", "kernel"});
    CHECK_FALSE(lab.haguard().json({"forward", "rooms"}).contains("forward_waits"));
  }
}

TEST_CASE("forward: a configuration that is read again does not cut the link") {
  DaemonLab lab(kKernel);
  take(lab.lab().a(), true);
  take(lab.lab().b(), false);
  lab.start();
  lab.write_config(DaemonLab::config(kRedirect));
  lab.reload("redirect waits");
  CHECK(forward(lab) == "kernel");
  REQUIRE(ping(lab));
  take(lab.lab().b(), true);
  REQUIRE(becomes(lab, "redirect"));
  REQUIRE(ping(lab));
  // Without the bridge, haguard is the wire.
  lab.ip({"link", "set", "eth1", "nomaster"});
  lab.ip({"link", "set", "eth2", "nomaster"});
  lab.write_config(DaemonLab::config(kKernel));
  lab.reload("kernel waits");
  CHECK(forward(lab) == "redirect");
  REQUIRE(ping(lab));
  lab.ip({"link", "set", "eth1", "master", "br0"});
  lab.ip({"link", "set", "eth2", "master", "br0"});
  CHECK(becomes(lab, "kernel"));
  CHECK(ping(lab));
}

TEST_CASE("forward: redirect begins when the last interface has come") {
  DaemonLab lab(kRedirect);
  take(lab.lab().a(), true);
  take(lab.lab().b(), true);
  lab.ip({"link", "set", "eth2", "name", "late"});
  lab.start();
  CHECK(lab.condition("eth2") == "absent");
  CHECK(forward(lab) == "kernel");
  lab.ip({"link", "set", "late", "name", "eth2"});
  CHECK(becomes(lab, "redirect"));
  CHECK(lab.condition("eth2") == "live");
  CHECK(ping(lab));
}
