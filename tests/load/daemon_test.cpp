// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The daemon comes, is killed and reads its configuration again, under load: the link does not
// notice.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <random>
#include <string_view>

#include "base/file.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "load/loaded_link.h"

using namespace haguard;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr auto kDeadline = seconds(30);
constexpr std::string_view kReady = "looks after rooms";
constexpr std::string_view kReloaded = "configuration read again";

void write_config(const LoadedLink& link, unsigned hold_seconds) {
  must(write_file(link.lab().scratch() + "/haguard.toml",
                  fmt::format("[link.rooms]\nports = [\"eth1\", \"eth2\"]\nhold_time = \"{}s\"\n",
                              hold_seconds)));
}

Process start_daemon(const LoadedLink& link) {
  return must(Process::start(link.cli().command({"run"})));
}

std::size_t times_said(const Process& daemon, std::string_view words) {
  const std::string text = daemon.err();
  std::size_t times = 0;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
    ++times;
  return times;
}

void require_said(const Process& daemon, std::string_view words, std::size_t times) {
  const bool said = eventually(kDeadline, [&] { return times_said(daemon, words) >= times; });
  INFO(daemon.err());
  REQUIRE(said);
}

// Until a tenth of a second of load has crossed the link.
void carry_on(LoadedLink& link) {
  const std::uint64_t goal = link.stream(0).counts().received + 22'000;
  REQUIRE(eventually(kDeadline, [&] { return link.stream(0).counts().received >= goal; }));
}

}  // namespace

// At any moment of its life: while it starts, adopts the link, or looks after it.
TEST_CASE("kill -9 of the daemon") {
  constexpr unsigned kSeed = 20261122;
  std::mt19937 random(kSeed);
  std::uniform_int_distribution<int> moment(0, 200);
  LoadedLink link;
  write_config(link, 15);
  std::size_t ready = 0;
  link.run({.row = 6, .name = "kill -9 of the daemon", .count = 200, .once = [&](std::uint64_t) {
              Process daemon = start_daemon(link);
              const auto ended = daemon.wait(milliseconds(moment(random)));
              INFO(daemon.err());
              REQUIRE_FALSE(ended.has_value());
              ready += times_said(daemon, kReady);
              daemon.signal(SIGKILL);
              REQUIRE(daemon.wait(kDeadline) == 128 + SIGKILL);
            }});
  CHECK(ready > 0);
  const Process daemon = start_daemon(link);
  require_said(daemon, kReady, 1);
  CHECK(link.cli().json({"mode"})["mode"] == "enforce");
}

TEST_CASE("reloads of the daemon") {
  LoadedLink link;
  write_config(link, 15);
  Process daemon = start_daemon(link);
  require_said(daemon, kReady, 1);
  link.run({.row = 7, .name = "daemon reload", .count = 50, .once = [&](std::uint64_t i) {
              write_config(link, i % 2 == 0 ? 45 : 15);
              daemon.signal(SIGHUP);
              require_said(daemon, kReloaded, i + 1);
              carry_on(link);
            }});
  CHECK(daemon.running());
  daemon.signal(SIGTERM);
  CHECK(daemon.wait(kDeadline) == 0);
  CHECK(link.cli().json({"mode"})["mode"] == "enforce");
}
