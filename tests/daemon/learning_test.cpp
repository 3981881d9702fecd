// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// However `haguard learn` ends, the link that enforced enforces again, with its policy.
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>

#include "daemon/daemon_lab.h"
#include "fixture/must.h"
#include "harness/poll.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

const std::vector<std::string> kOpen = {};
// The policy is set aside for a table of these two.
const std::vector<std::string> kConfined = {"--peer", "primary=192.0.2.1@eth1", "--peer",
                                            "secondary=192.0.2.2@eth2"};

std::string run_file(const DaemonLab& lab) {
  return lab.lab().state_dir() + "/rooms/learning.json";
}

// Learns for an hour, from enforce.
Process learn(const DaemonLab& lab, const std::vector<std::string>& more) {
  std::vector<std::string> words = {"learn", "rooms", "--for", "1h"};
  words.insert(words.end(), more.begin(), more.end());
  Process learning = must(Process::start(lab.haguard().command(words)));
  REQUIRE(eventually(seconds(10), [&] { return lab.mode() == "learn"; }));
  REQUIRE(eventually(seconds(10), [&] { return lab.has_event("mode", "enforce -> learn"); }));
  return learning;
}

void kill(Process& process) {
  process.signal(SIGKILL);
  REQUIRE(process.wait(seconds(10)).has_value());
}

void kill_daemon(DaemonLab& lab) {
  kill(lab.daemon());
}

void check_put_back(const DaemonLab& lab) {
  CHECK(lab.mode() == "enforce");
  lab.check_enforcing();
  CHECK(!std::filesystem::exists(run_file(lab)));
  CHECK(lab.has_event("mode", "learn -> enforce"));
}

}  // namespace

TEST_CASE("learning: the daemon ends what a killed command left") {
  for (const auto& more : {kOpen, kConfined}) {
    DaemonLab lab;
    lab.start();
    lab.enforce(kPairPolicy);
    Process learning = learn(lab, more);
    CHECK(std::filesystem::exists(run_file(lab)));
    kill(learning);
    REQUIRE(eventually(seconds(30), [&] { return lab.mode() == "enforce"; }));
    check_put_back(lab);
    CHECK(lab.eventually_says("learning was left behind by its command"));
  }
}

TEST_CASE("learning: without a daemon the next command ends it, and has the policy") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  kill_daemon(lab);
  for (const std::string next : {"audit", "learn"}) {
    lab.haguard().ok({"enforce", "rooms", "--force"});
    Process learning = learn(lab, kConfined);
    kill(learning);
    CHECK(lab.mode() == "learn");
    if (next == "learn") {
      lab.haguard().ok({"learn", "rooms", "--for", "10ms"});
      check_put_back(lab);
    } else {
      lab.haguard().ok({"audit", "rooms"});
      CHECK(lab.mode() == "audit");
      lab.check_auditing();
      CHECK(!std::filesystem::exists(run_file(lab)));
    }
  }
}

TEST_CASE("learning: a terminal that goes away ends it as Ctrl-C does") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  kill_daemon(lab);
  for (const int number : {SIGHUP, SIGINT, SIGTERM}) {
    Process learning = learn(lab, kConfined);
    learning.signal(number);
    CHECK(learning.wait(seconds(20)) == 0);
    check_put_back(lab);
  }
}

TEST_CASE("learning: the policy comes back although its file is gone") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  kill_daemon(lab);
  Process learning = learn(lab, kConfined);
  const auto kept = lab.lab().state_dir() + "/rooms/history";
  std::filesystem::rename(kept, kept + ".away");
  learning.signal(SIGINT);
  CHECK(learning.wait(seconds(20)) == 0);
  check_put_back(lab);
  std::filesystem::rename(kept + ".away", kept);
}

TEST_CASE("learning: a policy that came into force meanwhile stays") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  kill_daemon(lab);
  Process learning = learn(lab, kConfined);
  lab.apply(kPairPolicy);
  const auto generation = lab.haguard().json({"status"})["links"][0]["generation"];
  learning.signal(SIGINT);
  CHECK(learning.wait(seconds(20)) == 0);
  check_put_back(lab);
  CHECK(lab.haguard().json({"status"})["links"][0]["generation"] == generation);
}

TEST_CASE("learning: a bypass meanwhile stays, and the policy is back") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  kill_daemon(lab);
  Process learning = learn(lab, kConfined);
  lab.haguard().ok({"bypass", "rooms"});
  CHECK(learning.wait(seconds(20)) == 0);
  CHECK(lab.mode() == "bypass");
  lab.haguard().ok({"enforce", "rooms", "--force"});
  lab.check_enforcing();
}

TEST_CASE("learning: its end waits for the lock, however long that is held") {
  DaemonLab lab;
  lab.start();
  lab.enforce(kPairPolicy);
  kill_daemon(lab);
  Process learning = learn(lab, kOpen);
  Process holder = lab.hold_lock();
  learning.signal(SIGTERM);
  REQUIRE(eventually(seconds(10),
                     [&] { return learning.err().find("waiting for") != std::string::npos; }));
  learning.signal(SIGTERM);  // what is left to do is not to be ended
  CHECK(learning.running());
  holder.close_input();
  CHECK(learning.wait(seconds(20)) == 0);
  check_put_back(lab);
}
