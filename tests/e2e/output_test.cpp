// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Words that cannot be written: a full disk, a pipe that nobody reads, a descriptor that is closed.
// What a command does is done all the same, and its exit code tells of the loss.
#include <catch2/catch.hpp>
#include <chrono>

#include "base/file.h"
#include "e2e/bad_input.h"
#include "e2e/redirected.h"
#include "fixture/must.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

const std::string kNoSpace = "haguard: write the output: No space left on device\n";

Output run_to(const SteadyLab& steady, const std::vector<std::string>& words,
              const std::string& rest) {
  return must(run(redirected(steady.haguard().command(words), rest)));
}

std::string mode_of(const SteadyLab& steady) {
  return steady.haguard().json({"mode", "rooms"})["mode"];
}

std::string saved_state(const SteadyLab& steady) {
  return must(read_file(steady.lab().state_dir() + "/rooms/state.json"));
}

}  // namespace

TEST_CASE("output: what cannot be written is an error") {
  const SteadyLab steady;
  const std::vector<std::vector<std::string>> commands = {
      {"status"},         {"status", "rooms", "--json"},
      {"flows"},          {"counters", "--all"},
      {"peers"},          {"mode"},
      {"events"},         {"doctor", "rooms"},
      {"policy", "show"}, {"policy", "export"},
      {"--help"},         {"--version"},
      {"help"},           {"policy", "diff", "--help"},
      {"metrics"},        {"help", "--list", "links"},
      {"latency"},        {"forward"},
      {"counters"},       {"policy", "history"}};
  for (const auto& words : commands) {
    INFO(words.front() << " " << words.back());
    const Output full = run_to(steady, words, ">/dev/full");
    INFO(full.to_string());
    CHECK(full.exit_code == 1);
    CHECK(full.err.find(kNoSpace) != std::string::npos);
    const Output closed = run_to(steady, words, ">&-");
    INFO(closed.to_string());
    CHECK(closed.exit_code == 1);
    CHECK(closed.err.find("write the output: Bad file descriptor") != std::string::npos);
    // Whoever has seen enough wants no more words.
    const Output unread = run_to(steady, words, ">&3");
    INFO(unread.to_string());
    CHECK(unread.exit_code == 1);
    CHECK(unread.err.find("write the output") == std::string::npos);
  }
}

TEST_CASE("output: a command that goes on ends with its reader") {
  const SteadyLab steady;
  for (const char* word : {"events", "drops"}) {
    INFO(word);
    const std::string rest = word == std::string("events") ? "--follow | head -n 1" : ">&3";
    Command command = redirected(steady.haguard().command({word, "rooms"}), rest);
    command.timeout = seconds(20);
    const Output output = must(run(command));
    INFO(output.to_string());
    CHECK_FALSE(output.timed_out);
    CHECK(output.exit_code <= 1);
    CHECK(output.err.empty());
  }
}

TEST_CASE("output: a change is made and kept, whoever hears of it") {
  const SteadyLab steady;
  for (const char* rest : {">/dev/full 2>/dev/full", ">&- 2>&-", ">&3 2>&3"}) {
    INFO(rest);
    CHECK(run_to(steady, {"bypass", "rooms"}, rest).exit_code == 1);
    CHECK(mode_of(steady) == "bypass");
    CHECK(saved_state(steady).find("bypass") != std::string::npos);
    CHECK(run_to(steady, {"enforce", "rooms"}, rest).exit_code == 1);
    CHECK(mode_of(steady) == "enforce");
    CHECK(saved_state(steady).find("enforce") != std::string::npos);
  }
}
