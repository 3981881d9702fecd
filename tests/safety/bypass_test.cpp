// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The way out works with anything else broken, and so does the bpftool line that the documentation
// gives for a machine without haguard.
#include <fcntl.h>
#include <sys/file.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

#include "base/fd.h"
#include "base/file.h"
#include "e2e/bad_input.h"
#include "e2e/small_disk.h"
#include "fixture/must.h"
#include "safety/probe.h"

using namespace haguard;
namespace fs = std::filesystem;

namespace {

// Somebody else holds the lock of all changes, and does not let go.
Fd hold_lock(const Lab& lab) {
  Fd lock(::open((lab.state_dir() + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  REQUIRE(lock.valid());
  REQUIRE(::flock(lock.get(), LOCK_EX | LOCK_NB) == 0);
  return lock;
}

// Enforcing, an intruder does not pass; bypassed by `way_out`, it does.
void lets_go(const SteadyLab& steady, const std::function<Output()>& way_out) {
  IntruderProbe probe(steady.lab());
  REQUIRE_FALSE(probe.intruder_passes());
  const Output output = way_out();
  INFO(output.to_string());
  CHECK(output.exit_code == 0);
  CHECK(probe.intruder_passes());
}

// The command lines of a document that begin with these words, continued lines joined.
std::vector<std::string> lines_of(const std::string& file, const std::string& first_words) {
  std::istringstream text(must(read_file(std::string(HAGUARD_SOURCE_DIR) + "/" + file)));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (line.rfind("    " + first_words, 0) != 0) continue;
    while (line.back() == '\\') {
      line.pop_back();
      std::string more;
      REQUIRE(std::getline(text, more));
      line += more;
    }
    lines.push_back(line);
  }
  return lines;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("bypass: with a broken config, a full disk and the lock held by another process") {
  const SteadyLab steady;
  const std::string config = steady.file("broken.toml", "[");
  const SmallDisk disk(steady.lab().state_dir());
  const Fd lock = hold_lock(steady.lab());
  disk.fill();
  lets_go(steady, [&] { return steady.haguard().run({"--config", config, "bypass", "rooms"}); });
  CHECK(steady.haguard().json({"mode"})["mode"] == "bypass");
}

TEST_CASE("bypass: without a state folder, and with one that is no folder") {
  const bool is_file = GENERATE(false, true);
  INFO("a file in its place " << is_file);
  const SteadyLab steady;
  const std::string state = steady.lab().state_dir();
  fs::rename(state, state + ".away");
  if (is_file) must(write_file(state, "no folder"));
  lets_go(steady, [&] { return steady.haguard().run({"bypass", "rooms"}); });
  CHECK(steady.haguard().json({"mode"})["mode"] == "bypass");
}

TEST_CASE("bypass: with torn state files") {
  const SteadyLab steady;
  for (const char* name : {"state.json", "state.json.last", "policy.toml", "history/1.toml"})
    must(write_file(steady.lab().state_dir() + "/rooms/" + name, "{torn"));
  lets_go(steady, [&] { return steady.haguard().run({"bypass", "rooms"}); });
}

TEST_CASE("bypass: the bpftool line of the documentation does the same") {
  const std::string document = GENERATE("README.md", "docs/safety.md");
  INFO(document);
  const auto lines = lines_of(document, "bpftool map update pinned");
  REQUIRE(lines.size() == 1);
  const SteadyLab steady;
  // As it stands there, but for where this test has its pins.
  const std::string line = replaced(lines.front(), "/run/haguard/bpf", steady.lab().bpffs());
  lets_go(steady, [&] { return must(run({.argv = {"sh", "-c", line}})); });
  CHECK(steady.haguard().json({"mode"})["mode"] == "bypass");
}
