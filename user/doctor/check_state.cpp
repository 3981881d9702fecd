// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// machine.config, machine.state_folder, machine.disk, link.state_files: what haguard keeps on disk.
#include <fmt/format.h>

#include "base/units.h"
#include "doctor/checks.h"

namespace haguard {
namespace {

constexpr const char* kConfig = "machine.config";
constexpr const char* kFolder = "machine.state_folder";
constexpr const char* kDisk = "machine.disk";
constexpr const char* kFiles = "link.state_files";

// A policy of the largest size is a few MB, and is written beside the old one.
constexpr std::uint64_t kTooFewBytes = 1U << 20U;
constexpr std::uint64_t kFewBytes = 64U << 20U;
constexpr std::uint64_t kTooFewInodes = 16;
constexpr std::uint64_t kFewInodes = 1000;

}  // namespace

Finding judge_config(const MachineFacts& machine) {
  const ConfigFacts& config = machine.config;
  if (!config.error) return Finding::ok(kConfig, fmt::format("configuration {}", config.path));
  Finding finding = Finding::error(
      kConfig, "the configuration cannot be used",
      "every command but bypass and doctor refuses to start; the data path goes on as it is",
      {fmt::format("editor {}", config.path)});
  finding.details.push_back(config.error->message);
  if (!config.error->hint.empty()) finding.details.push_back("hint: " + config.error->hint);
  return finding;
}

Finding judge_state_folder(const MachineFacts& machine) {
  if (!machine.state.ok()) return Finding::unchecked(kFolder, machine.state.error());
  const StateFacts& state = *machine.state;
  if (state.read_only)
    return Finding::error(kFolder, fmt::format("{} is on a read-only file system", state.path),
                          "no policy, mode or history can be kept: a reboot forgets every change",
                          {fmt::format("findmnt -T {}", state.nearest)});
  if (!state.writable)
    return Finding::error(
        kFolder,
        fmt::format("{} cannot be written by this user", state.exists ? state.path : state.nearest),
        "no policy, mode or history can be kept: a reboot forgets every change",
        {fmt::format("ls -ld {}", state.nearest)});
  if (!state.exists)
    return Finding::ok(kFolder,
                       fmt::format("{} is made by the first command that needs it", state.path));
  return Finding::ok(kFolder, fmt::format("state folder {}", state.path));
}

Finding judge_disk(const MachineFacts& machine) {
  if (!machine.state.ok()) return Finding::unchecked(kDisk, machine.state.error());
  const StateFacts& state = *machine.state;
  const std::string free = state.inodes == 0
                               ? format_bytes(state.free_bytes)
                               : fmt::format("{} and {} inodes", format_bytes(state.free_bytes),
                                             format_count(state.free_inodes));
  const auto below = [&](std::uint64_t bytes, std::uint64_t inodes) {
    return state.free_bytes < bytes || (state.inodes != 0 && state.free_inodes < inodes);
  };
  const std::vector<std::string> remedy = {fmt::format("df -h {0}; df -i {0}", state.nearest)};
  if (below(kTooFewBytes, kTooFewInodes))
    return Finding::error(
        kDisk, fmt::format("the disk of {} is full: {} left", state.path, free),
        "a policy is written before it is put in force, so none can be; bypass works", remedy);
  if (below(kFewBytes, kFewInodes))
    return Finding::warning(
        kDisk, fmt::format("the disk of {} is almost full: {} left", state.path, free),
        "a policy is written before it is put in force; on a full disk none can be", remedy);
  return Finding::ok(kDisk, fmt::format("{} free for the state", free));
}

Finding judge_state_files(const MachineFacts& /*machine*/, const LinkFacts& link) {
  if (!link.broken_files.ok()) return Finding::unchecked(kFiles, link.broken_files.error());
  if (link.broken_files->empty()) return Finding::ok(kFiles, "its files can be read");
  std::vector<std::string> details;
  std::vector<std::string> remedy;
  bool stops = false;
  for (const BrokenFile& file : *link.broken_files) {
    details.push_back(file.error.message);
    remedy.push_back(fmt::format("mv {0} {0}.broken", file.path));
    stops = stops || file.stops_work;
  }
  const std::string what = fmt::format("{} of its files cannot be used", details.size());
  Finding finding =
      stops
          ? Finding::error(kFiles, what,
                           "the data path goes on, but the next change of policy, or the way back "
                           "after a reboot, fails",
                           std::move(remedy))
          : Finding::warning(kFiles, what,
                             "what was learned there is lost; the policy is not touched",
                             std::move(remedy));
  finding.details = std::move(details);
  return finding;
}

}  // namespace haguard
