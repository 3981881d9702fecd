// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "e2e/haguard_cli.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "fixture/counted.h"
#include "fixture/must.h"
#include "harness/rootless.h"

namespace haguard {

Command HaguardCli::command(const std::vector<std::string>& words) const {
  Command command;
  command.argv = {HAGUARD_BINARY,
                  "--bpffs",
                  lab_->bpffs(),
                  "--state-dir",
                  lab_->state_dir(),
                  "--config",
                  lab_->scratch() + "/haguard.toml"};
  // A config of the lab's own where a test wrote one, and none of the machine's otherwise.
  if (::access(command.argv.back().c_str(), F_OK) != 0) command.argv.resize(5);
  command.argv.insert(command.argv.end(), words.begin(), words.end());
  command.netns = lab_->fw().fd();
  command.environment = {{"HAGUARD_SYSTEMS_DIR", HAGUARD_SOURCE_DIR "/systems"}};
  command.timeout = std::chrono::seconds(120);
  give_to_rootless(lab_->scratch());
  run_rootless(command);
  return command;
}

Output HaguardCli::run(const std::vector<std::string>& words) const {
  return must(haguard::run(command(words)));
}

std::string HaguardCli::ok(const std::vector<std::string>& words) const {
  const Output output = run(words);
  INFO(output.to_string());
  REQUIRE(output.exit_code == 0);
  return output.out;
}

nlohmann::json HaguardCli::json(std::vector<std::string> words) const {
  words.emplace_back("--json");
  const std::string text = ok(words);
  nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  INFO(text);
  REQUIRE(json.is_object());
  REQUIRE(json["schema"] == 1);
  return json;
}

std::uint64_t HaguardCli::frames(const std::string& reason, const std::string& disposition,
                                 const std::string& port) const {
  return counted_frames(json({"counters"}), reason, disposition, port);
}

std::uint64_t HaguardCli::received(const std::string& port) const {
  std::uint64_t frames = 0;
  const nlohmann::json counters = json({"counters"});
  for (const auto& one : counters["ports"])
    if (is_asked(port, one["port"])) frames += one["received"]["frames"].get<std::uint64_t>();
  return frames;
}

void HaguardCli::attach() const {
  ok({"attach", "rooms", "--ports", "eth1,eth2"});
}

}  // namespace haguard
