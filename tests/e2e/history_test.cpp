// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every policy that was in force is kept, and any of them can be put in force again, also after a
// reboot.
#include <catch2/catch.hpp>

#include "e2e/bad_input.h"
#include "harness/rootless.h"

using namespace haguard;
using nlohmann::json;

namespace {

// The steady policy with one flow more.
std::string with_flow(const SteadyLab& steady, int protocol) {
  const std::string flow = "\n[[flow]]\nname = \"more\"\nfrom = \"secondary\"\nto = \"primary\"\n";
  return steady.file("more.toml",
                     std::string(kSteadyPolicy) + flow + "protocol = " + std::to_string(protocol));
}

json policies(const SteadyLab& steady) {
  return steady.haguard().json({"policy", "history", "rooms"})["policies"];
}

}  // namespace

TEST_CASE("history: who and when and how and why of every policy") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  haguard.ok({"policy", "apply", with_flow(steady, 106), "--comment", "state stream"});
  haguard.ok({"policy", "apply", with_flow(steady, 107)});

  const json history = policies(steady);
  REQUIRE(history.size() == 3);
  CHECK(history[0]["generation"] == 1);
  CHECK(history[1]["how"] == "apply");
  CHECK(history[1]["comment"] == "state stream");
  CHECK(history[1]["who"].get<std::string>().find(haguard_user()) != std::string::npos);
  CHECK(history[1]["at"].get<std::int64_t>() > 1'700'000'000);
  CHECK(history[1]["flows"] == 5);
  CHECK(haguard.json({"policy", "history"})["in_force"] == 3);

  const std::string diff = haguard.ok({"policy", "diff", "1", "2"});
  CHECK(diff.find("more") != std::string::npos);
  CHECK(haguard.ok({"policy", "diff", "rooms", "2", "3"}).find("107") != std::string::npos);
  CHECK(haguard.run({"policy", "diff", "1", "17"}).exit_code == 4);
}

TEST_CASE("history: rollback puts an earlier policy in force as a new generation") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string first = haguard.ok({"policy", "show", "rooms"});
  haguard.ok({"policy", "apply", with_flow(steady, 106)});
  const std::string second = haguard.ok({"policy", "show", "rooms"});
  REQUIRE(first != second);

  haguard.ok({"policy", "rollback", "--comment", "too wide"});
  CHECK(haguard.ok({"policy", "show", "rooms"}) == first);
  CHECK(haguard.json({"status"})["links"][0]["generation"] == 3);
  CHECK(policies(steady)[2]["how"] == "rollback to 1");
  CHECK(policies(steady)[2]["comment"] == "too wide");

  haguard.ok({"policy", "rollback", "rooms", "2"});
  CHECK(haguard.ok({"policy", "show", "rooms"}) == second);
  steady.refuses({"policy", "rollback", "99"}, {4, {"generation 99", "not in the history"}});
  CHECK(haguard.json({"mode"})["mode"] == "enforce");
}

TEST_CASE("history: rollback goes further back each time, over what is the same") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const auto shown = [&] { return haguard.ok({"policy", "show", "rooms"}); };
  const std::string first = shown();
  haguard.ok({"policy", "apply", with_flow(steady, 106)});
  const std::string second = shown();
  haguard.ok({"policy", "apply", with_flow(steady, 107)});
  haguard.ok({"policy", "apply", with_flow(steady, 107)});

  haguard.ok({"policy", "rollback", "rooms"});
  CHECK(shown() == second);
  haguard.ok({"policy", "rollback", "rooms"});
  CHECK(shown() == first);
  steady.refuses({"policy", "rollback", "rooms"}, {4, {"no other policy before"}});
  CHECK(shown() == first);
  CHECK(policies(steady).size() == 6);
}

TEST_CASE("history: after a reboot policy and mode are back, and earlier ones within reach") {
  needs_root("it mounts a bpffs anew, as after a reboot");
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string first = haguard.ok({"policy", "show", "rooms"});
  haguard.ok({"policy", "apply", with_flow(steady, 106)});
  const std::string second = haguard.ok({"policy", "show", "rooms"});
  steady.lose_kernel_state();
  CHECK(haguard.ok({"policy", "history", "rooms", "--json"}).find("\"in_force\": 2") !=
        std::string::npos);
  haguard.attach();
  CHECK(haguard.json({"mode"})["mode"] == "enforce");
  CHECK(haguard.ok({"policy", "show", "rooms"}) == second);
  haguard.ok({"policy", "rollback", "rooms", "1"});
  CHECK(haguard.ok({"policy", "show", "rooms"}) == first);
}

TEST_CASE("history: an enforce that waits for its confirmation comes back as audit") {
  needs_root("it mounts a bpffs anew, as after a reboot");
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const auto reboot = [&] {
    steady.lose_kernel_state();
    haguard.attach();
    return haguard.json({"mode"})["mode"];
  };
  haguard.ok({"enforce", "rooms", "--confirm", "10m"});
  CHECK(reboot() == "audit");
  haguard.ok({"enforce", "rooms", "--confirm", "10m"});
  haguard.ok({"confirm", "rooms"});
  CHECK(reboot() == "enforce");
}
