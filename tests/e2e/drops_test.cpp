// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard drops beside other commands: one at a time, and not on a link that is gone. What it shows
// of a frame: intruders_test.cpp.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>

#include "base/file.h"
#include "e2e/bad_input.h"
#include "fixture/must.h"
#include "harness/poll.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

// Returns once it has the link for itself.
Process start_drops(const SteadyLab& steady) {
  Process drops = must(Process::start(steady.haguard().command({"drops", "rooms"})));
  const std::string lock = steady.lab().state_dir() + "/rooms/drops.lock";
  const std::string pid = fmt::format("drops rooms (pid {})", drops.pid());
  REQUIRE(eventually(seconds(20), [&] {
    const Result<std::string> holder = read_file(lock);
    return holder.ok() && holder->find(pid) != std::string::npos;
  }));
  return drops;
}

void require_ended(Process& drops, const std::string& why) {
  const auto code = drops.wait(seconds(20));
  INFO(drops.out() << drops.err());
  REQUIRE(code.has_value());
  CHECK(*code == 1);
  CHECK(drops.err().find("haguard: watch the drops of rooms: " + why) != std::string::npos);
}

}  // namespace

TEST_CASE("drops: a second one is refused, and told who was first") {
  const SteadyLab steady;
  Process first = start_drops(steady);
  const Output second = steady.haguard().run({"drops", "rooms"});
  INFO(second.to_string());
  CHECK(second.exit_code == 1);
  CHECK(second.out.empty());
  CHECK(second.err.find("drops.lock: held by haguard") != std::string::npos);
  CHECK(second.err.find(fmt::format("drops rooms (pid {})", first.pid())) != std::string::npos);
  CHECK(first.running());
  first.signal(SIGINT);
  CHECK(first.wait(seconds(20)) == 0);
  steady.haguard().ok({"drops", "rooms", "--for", "1ms"});
}

TEST_CASE("drops: ends when its link is detached") {
  const SteadyLab steady;
  Process drops = start_drops(steady);
  steady.haguard().ok({"detach", "rooms"});
  require_ended(drops, "it was detached meanwhile");
}

TEST_CASE("drops: ends when another link has the name") {
  const SteadyLab steady;
  Process drops = start_drops(steady);
  drops.signal(SIGSTOP);
  steady.haguard().ok({"detach", "rooms"});
  steady.haguard().attach();
  drops.signal(SIGCONT);
  require_ended(drops, "it was detached and attached anew meanwhile");
}

TEST_CASE("drops: says where nothing is judged") {
  const SteadyLab steady;
  const std::vector<std::string> words = {"drops", "rooms", "--for", "1ms"};
  CHECK(steady.haguard().run(words).err.empty());
  steady.haguard().ok({"bypass", "rooms"});
  const Output bypass = steady.haguard().run(words);
  CHECK(bypass.exit_code == 0);
  CHECK(bypass.err.find("warning: rooms is in bypass: no frame is judged") != std::string::npos);
}
