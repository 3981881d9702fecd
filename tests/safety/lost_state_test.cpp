// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The files of a link are gone while it enforces: the data path goes on, every command says what is
// the matter instead of "no policy", and the way out is another policy.
#include <catch2/catch.hpp>
#include <filesystem>

#include "e2e/bad_input.h"
#include "harness/poll.h"
#include "safety/probe.h"

using namespace haguard;
using nlohmann::json;

namespace {

// The steady policy with its flows in another order, so that they get other ids.
std::string turned_round(const SteadyLab& steady) {
  const std::string& text = kSteadyPolicy;
  const std::size_t flows = text.find("[[flow]]");
  const std::size_t arp = text.find("[[flow]]\nname = \"arp\"");
  return steady.file("turned.toml",
                     text.substr(0, flows) + text.substr(arp) + text.substr(flows, arp - flows));
}

std::uint64_t frames_of(const HaguardCli& haguard, const std::string& name) {
  const json flows = haguard.json({"flows", "rooms"})["flows"];
  for (const json& flow : flows)
    if (flow["name"] == name) return flow["frames"];
  FAIL("no flow " << name);
  return 0;
}

}  // namespace

TEST_CASE("lost state: the link goes on, commands say so, and another policy is the way out") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string policy = turned_round(steady);
  IntruderProbe probe(steady.lab());
  probe.send_legitimate();
  REQUIRE(
      eventually(std::chrono::seconds(10), [&] { return frames_of(haguard, "failover") == 1; }));
  std::filesystem::remove_all(steady.lab().state_dir() + "/rooms");

  CHECK_FALSE(probe.intruder_passes());
  const json status = haguard.json({"status"})["links"][0];
  CHECK(status["mode"] == "enforce");
  CHECK(status["generation"] == 1);
  CHECK(status["policy_error"].get<std::string>().find("generation 1 is in force, but its text") !=
        std::string::npos);
  CHECK(haguard.ok({"status"}).find("its text is gone") != std::string::npos);
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"flows", "rooms"}, {"peers", "rooms"}, {"policy", "show"}, {"policy", "history"}})
    require_error(haguard.run(words), {1, {"generation 1 is in force, but its text is gone"}});
  require_error(haguard.run({"enforce", "rooms"}), {3, {"its policy cannot be read"}});

  const Output applied = haguard.run({"policy", "apply", policy});
  INFO(applied.to_string());
  CHECK(applied.exit_code == 0);
  CHECK(applied.err.find("the gate could not judge everything") != std::string::npos);
  CHECK(haguard.json({"status"})["links"][0].count("policy_error") == 0);
  // Nobody knows any more whose counters the ids have.
  for (const json& flow : haguard.json({"flows", "rooms"})["flows"])
    CHECK(flow["frames"] == 0);
  probe.send_legitimate();
  CHECK(eventually(std::chrono::seconds(10), [&] { return frames_of(haguard, "failover") == 1; }));
  CHECK_FALSE(probe.intruder_passes());
}
