// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/guarded.h"

#include <fmt/format.h>

#include "base/file.h"
#include "bench/guard_bench.h"
#include "harness/process.h"
#include "policy/text.h"

namespace haguard {
namespace {

constexpr const char* kLink = "rooms";

}  // namespace

Result<std::string> haguard_says(const Lab& lab, std::vector<std::string> words) {
  Command command;
  command.argv = {HAGUARD_BINARY, "--bpffs", lab.bpffs(), "--state-dir", lab.state_dir()};
  command.argv.insert(command.argv.end(), words.begin(), words.end());
  command.netns = lab.fw().fd();
  command.environment = {{"HAGUARD_SYSTEMS_DIR", HAGUARD_SOURCE_DIR "/systems"}};
  command.timeout = std::chrono::seconds(120);
  return run_ok(command);
}

Status guard(const Lab& lab, const Policy& policy, const std::vector<std::string>& options) {
  const std::string file = lab.scratch() + "/policy.toml";
  HG_CHECK(write_file(file, format_policy(policy)));
  std::vector<std::string> attach = {"attach", kLink, "--ports", "eth1,eth2"};
  attach.insert(attach.end(), options.begin(), options.end());
  HG_CHECK(haguard_says(lab, attach));
  HG_CHECK(haguard_says(lab, {"policy", "apply", file}));
  HG_CHECK(haguard_says(lab, {"enforce", kLink, "--force"}));
  return Done{};
}

Result<std::uint64_t> guard_counted(const Lab& lab, unsigned side, hg_disposition disposition,
                                    hg_reason reason) {
  HG_TRY(const Map counters, Map::open_pin(Pins(lab.bpffs()).map(kLink, "port_stats")));
  return count_reason(counters, side, disposition, reason);
}

}  // namespace haguard
