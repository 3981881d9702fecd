// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy on trial: policy apply, accept and rollback with --confirm. It is in force at once, and
// unless it is confirmed the data path falls back to audit by itself.
#include <catch2/catch.hpp>

#include "base/clock.h"
#include "e2e/bad_input.h"
#include "e2e/small_disk.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "safety/probe.h"

using namespace haguard;
using nlohmann::json;
using std::chrono::seconds;

namespace {

// The steady policy and ESP, which nothing speaks against.
std::string wider(const SteadyLab& steady) {
  return steady.file("wider.toml", kSteadyPolicy + R"(
[[flow]]
name = "esp"
from = "primary"
to = "secondary"
protocol = 50

[[flow]]
name = "esp back"
from = "secondary"
to = "primary"
protocol = 50
)");
}

json status_of(const SteadyLab& steady) {
  return steady.haguard().json({"status"})["links"][0];
}

bool is_awaited(const SteadyLab& steady) {
  return status_of(steady).count("seconds_left") != 0;
}

int newest(const SteadyLab& steady) {
  return steady.haguard().json({"policy", "history", "rooms"})["in_force"];
}

}  // namespace

TEST_CASE("trial: a policy that nobody confirms ends in audit, and the link is open") {
  const SteadyLab steady;
  IntruderProbe probe(steady.lab());
  REQUIRE_FALSE(probe.intruder_passes());
  const int before = newest(steady);
  const std::string said =
      steady.haguard().ok({"policy", "apply", wider(steady), "--confirm", "3s"});
  CHECK(said.find("back to audit in 3s unless confirmed: haguard confirm rooms") !=
        std::string::npos);
  const std::uint64_t deadline = deadline_of(steady.lab());
  CHECK(newest(steady) == before + 1);
  CHECK(status_of(steady)["mode"] == "enforce");
  CHECK(is_awaited(steady));
  CHECK_FALSE(probe.intruder_passes());
  REQUIRE(monotonic_ns() < deadline);  // it was still on trial

  REQUIRE(eventually(seconds(20), [&] { return probe.intruder_passes(); }));
  CHECK(monotonic_ns() >= deadline);
  CHECK(status_of(steady)["mode"] == "audit");
  CHECK(newest(steady) == before + 1);
  CHECK(steady.haguard().frames("unknown_source", "would_drop") > 0);
}

TEST_CASE("trial: confirmed, the policy is enforced past the deadline") {
  const SteadyLab steady;
  IntruderProbe probe(steady.lab());
  steady.haguard().ok({"policy", "apply", wider(steady), "--confirm", "5s"});
  const std::uint64_t deadline = deadline_of(steady.lab());
  steady.haguard().ok({"confirm", "rooms"});
  CHECK_FALSE(is_awaited(steady));
  REQUIRE(eventually(seconds(20), [&] { return monotonic_ns() > deadline + 100'000'000U; }));
  CHECK_FALSE(probe.intruder_passes());
  CHECK(status_of(steady)["mode"] == "enforce");

  // The same of the way back.
  const std::string said = steady.haguard().ok({"policy", "rollback", "rooms", "--confirm", "10m"});
  CHECK(said.find("haguard confirm rooms") != std::string::npos);
  CHECK(is_awaited(steady));
  CHECK_FALSE(probe.intruder_passes());
}

TEST_CASE("trial: there is one only where the policy drops frames") {
  const SteadyLab steady;
  const std::string policy = wider(steady);
  steady.refuses({"policy", "apply", policy, "--confirm", "soon"}, {2, {"\"soon\""}});
  steady.haguard().ok({"audit", "rooms"});
  steady.refuses({"policy", "apply", policy, "--confirm", "10m"},
                 {1, {"rooms is in audit", "leave --confirm out"}});
  steady.haguard().ok({"policy", "apply", policy});
  steady.refuses({"policy", "rollback", "rooms", "--confirm", "0s"}, {2, {"\"0s\""}});
  steady.refuses({"policy", "rollback", "rooms", "--confirm", "10m"},
                 {1, {"rooms is in audit", "leave --confirm out"}});
}

TEST_CASE("trial: what is refused, or fails, leaves no deadline behind") {
  const SteadyLab steady;
  const std::string policy = wider(steady);
  const int before = newest(steady);
  const std::string silent = steady.file(
      "silent.toml", kSteadyPolicy.substr(0, kSteadyPolicy.find("[[flow]]\nname = \"arp\"")));
  steady.refuses({"policy", "apply", silent, "--confirm", "10m"},
                 {3, {"ARP", "silent.toml --confirm 10m --force"}});
  CHECK_FALSE(is_awaited(steady));
  {
    const SmallDisk disk(steady.lab().state_dir());
    disk.fill();
    const Output full = steady.haguard().run({"policy", "apply", policy, "--confirm", "10m"});
    INFO(full.to_string());
    CHECK(full.exit_code == 1);
    CHECK(full.err.find("No space left on device") != std::string::npos);
    CHECK_FALSE(is_awaited(steady));
    CHECK(newest(steady) == before);
  }
  steady.enforces_and_lets_go();
}

TEST_CASE("trial: an enforce that was to be confirmed keeps its own deadline when a trial fails") {
  const SteadyLab steady;
  const std::string policy = wider(steady);
  steady.haguard().ok({"enforce", "rooms", "--confirm", "10m"});
  const std::uint64_t deadline = deadline_of(steady.lab());
  const SmallDisk disk(steady.lab().state_dir());
  disk.fill();
  CHECK(steady.haguard().run({"policy", "apply", policy, "--confirm", "1h"}).exit_code == 1);
  CHECK(deadline_of(steady.lab()) == deadline);
}
