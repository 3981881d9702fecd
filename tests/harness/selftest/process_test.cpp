// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Commands: exit codes, captured output, input, timeouts and ends.
#include "harness/process.h"

#include <catch2/catch.hpp>
#include <csignal>

#include "harness/poll.h"

using namespace haguard;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("run captures output, input, environment and exit code", "[process]") {
  const auto output = run({.argv = {"sh", "-c", "cat; echo $WORD; echo bad >&2; exit 3"},
                           .environment = {{"WORD", "two"}},
                           .input = "one\n"});
  REQUIRE(output.ok());
  CHECK(output->out == "one\ntwo\n");
  CHECK(output->err == "bad\n");
  CHECK(output->exit_code == 3);
  CHECK_FALSE(output->ok());
}

TEST_CASE("run reports an unknown program and a timeout", "[process]") {
  CHECK(run({.argv = {"no-such-program-here"}})->exit_code == 127);
  const auto output = run({.argv = {"sleep", "60"}, .timeout = milliseconds(50)});
  REQUIRE(output.ok());
  CHECK(output->timed_out);
  CHECK(output->exit_code == 128 + SIGTERM);
  const auto error = run_ok({.argv = {"sh", "-c", "echo why >&2; exit 1"}});
  REQUIRE_FALSE(error.ok());
  CHECK(error.error().message.find("why") != std::string::npos);
}

TEST_CASE("a background process can be read, written to and stopped", "[process]") {
  auto process =
      Process::start({.argv = {"sh", "-c", "read line; echo got $line; exec sleep 60"}}, true);
  REQUIRE(process.ok());
  CHECK(process->running());
  REQUIRE(process->write("this\n").ok());
  CHECK(eventually(seconds(10), [&] { return process->out() == "got this\n"; }));
  CHECK(process->stop() == 128 + SIGTERM);
  CHECK_FALSE(process->running());
}

TEST_CASE("a process that ignores SIGTERM is killed", "[process]") {
  auto process = Process::start(
      {.argv = {"sh", "-c", "trap '' TERM; echo ready; while true; do read x || :; done"}}, true);
  REQUIRE(process.ok());
  REQUIRE(eventually(seconds(10), [&] { return process->out() == "ready\n"; }));
  CHECK(process->stop(milliseconds(100)) == 128 + SIGKILL);
}
