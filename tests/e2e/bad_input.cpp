// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "e2e/bad_input.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "base/file.h"
#include "fixture/must.h"
#include "fixture/pair_text.h"
#include "harness/poll.h"
#include "harness/text.h"

namespace haguard {

const std::string kSteadyPolicy = std::string("link = \"rooms\"\n") + kPairPeersText + R"(
[[flow]]
name = "failover"
from = "primary"
to = "secondary"
protocol = 105

[[flow]]
name = "failover back"
from = "secondary"
to = "primary"
protocol = 105

[[flow]]
name = "arp"
from = "primary"
to = "secondary"
protocol = "arp"

[[flow]]
name = "arp back"
from = "secondary"
to = "primary"
protocol = "arp"
)";

namespace {

namespace fs = std::filesystem;

std::vector<std::string> paths_under(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

Snapshot snapshot(const HaguardCli& haguard, const Lab& lab) {
  Snapshot now;
  now.mode = haguard.run({"mode", "rooms", "--json"}).out;
  now.status = haguard.run({"status", "rooms", "--json"}).out;
  now.counters = haguard.run({"counters", "rooms", "--json"}).out;
  now.pins = paths_under(lab.bpffs());
  for (const std::string& path : paths_under(lab.state_dir())) {
    // The lock file names its last holder.
    if (!fs::is_regular_file(path) || fs::path(path).filename() == "lock") continue;
    now.files.push_back(path + "\n" + must(read_file(path)));
  }
  return now;
}

void require_error(const Output& output, const Refusal& refusal) {
  INFO(output.to_string());
  CHECK(output.exit_code == refusal.exit_code);
  CHECK(output.out.empty());
  CHECK(output.err.rfind("haguard: ", 0) == 0);
  CHECK(count_of(output.err, "haguard: ") == 1);
  CHECK(count_of(output.err, "hint: ") == 1);
  for (const std::string& words : refusal.words) {
    INFO(words);
    CHECK(output.err.find(words) != std::string::npos);
  }
}

SteadyLab::SteadyLab() : lab_(must(Lab::create({.ipv6 = false}))), haguard_(lab_) {
  // Or the units ask for each other again, some seconds after they spoke.
  for (const Host* unit : {&lab_.a(), &lab_.b()})
    must(run_ok({.argv = {"ip", "neigh", "flush", "all"}, .netns = unit->netns.fd()}));
  haguard_.attach();
  haguard_.ok({"policy", "apply", file("sound.toml", kSteadyPolicy)});
  haguard_.ok({"enforce", "rooms"});
}

std::string SteadyLab::file(const std::string& name, const std::string& content) const {
  std::string path = lab_.scratch() + "/" + name;
  must(write_file(path, content));
  return path;
}

void SteadyLab::refuses(const std::vector<std::string>& words, const Refusal& refusal) const {
  refuses_to_run(haguard_.command(words), refusal);
}

Command SteadyLab::command_at(const std::string& bpffs,
                              const std::vector<std::string>& words) const {
  Command command = haguard_.command(words);
  std::replace(command.argv.begin(), command.argv.end(), lab_.bpffs(), bpffs);
  return command;
}

void SteadyLab::refuses_to_run(const Command& command, const Refusal& refusal) const {
  std::string line;
  for (const std::string& word : command.argv)
    line += word + " ";
  INFO(line);
  const Snapshot before = snapshot(haguard_, lab_);
  require_error(must(run(command)), refusal);
  const Snapshot after = snapshot(haguard_, lab_);
  CHECK(after.mode == before.mode);
  CHECK(after.status == before.status);
  CHECK(after.counters == before.counters);
  CHECK(after.pins == before.pins);
  CHECK(after.files == before.files);
}

bool SteadyLab::has_xdp(const std::string& port) const {
  const std::string link =
      must(run_ok({.argv = {"ip", "-o", "link", "show", port}, .netns = lab_.fw().fd()}));
  return link.find("xdp") != std::string::npos;
}

void SteadyLab::lose_kernel_state() const {
  must(run_ok({.argv = {"umount", lab_.bpffs()}}));
  // The kernel takes the programs off some time after their last pin.
  REQUIRE(eventually(std::chrono::seconds(10),
                     [&] { return !has_xdp(Lab::port(1)) && !has_xdp(Lab::port(2)); }));
}

void SteadyLab::enforces_and_lets_go() const {
  CHECK(haguard_.json({"mode", "rooms"})["mode"] == "enforce");
  const Output bypass = haguard_.run({"bypass", "rooms"});
  INFO(bypass.to_string());
  CHECK(bypass.exit_code == 0);
  CHECK(haguard_.json({"mode", "rooms"})["mode"] == "bypass");
}

}  // namespace haguard
