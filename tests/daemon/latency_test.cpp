// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Residence times under the daemon: the configured choice, and the egress program of a port that
// comes back.
#include <catch2/catch.hpp>
#include <chrono>

#include "daemon/daemon_lab.h"
#include "harness/poll.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

nlohmann::json status_of(const DaemonLab& lab) {
  return lab.haguard().json({"status", "rooms"})["links"][0];
}

}  // namespace

TEST_CASE("latency: a changed configuration is brought into force, a choice of the moment stays") {
  DaemonLab lab("latency = \"heartbeats\"\n");
  lab.start();
  CHECK(status_of(lab)["latency"] == "heartbeats");
  lab.haguard().ok({"latency", "rooms", "--set", "off"});
  lab.reload("configuration read again");
  CHECK(holds_for(seconds(2), [&] { return status_of(lab)["latency"] == "off"; }));
  lab.write_config(DaemonLab::config("latency = \"sampled\"\n"));
  lab.reload("configuration read again");
  CHECK(eventually(seconds(10), [&] { return status_of(lab)["latency"] == "sampled"; }));
}

TEST_CASE("latency: a port that comes back gets its egress program again") {
  DaemonLab lab;
  lab.start();
  REQUIRE(status_of(lab)["ports"][1]["egress_program"] == true);
  lab.ip({"link", "del", "eth2"});
  REQUIRE(eventually(seconds(10), [&] { return lab.condition("eth2") == "absent"; }));
  lab.ip({"link", "add", "eth2", "type", "veth", "peer", "name", "far"});
  lab.ip({"link", "set", "eth2", "master", "br0", "up"});
  CHECK(eventually(seconds(10),
                   [&] { return status_of(lab)["ports"][1]["egress_program"] == true; }));
  CHECK(lab.condition("eth2") == "live");
}
