// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// machine.bpffs, machine.stale_pins: where the pins stand, and pins that nobody opens any more.
#include <fmt/format.h>
#include <linux/capability.h>

#include "doctor/checks.h"
#include "haguard/abi.h"

namespace haguard {
namespace {

constexpr const char* kBpffs = "machine.bpffs";
constexpr const char* kStale = "machine.stale_pins";
constexpr unsigned kOthers = 0077;

}  // namespace

Finding judge_bpffs(const MachineFacts& machine) {
  if (!machine.bpffs.ok()) return Finding::unchecked(kBpffs, machine.bpffs.error());
  const BpffsFacts& place = *machine.bpffs;
  // A process that may not mount one needs it to be there.
  const bool may_mount =
      !machine.capabilities.ok() || (*machine.capabilities >> CAP_SYS_ADMIN & 1U) != 0;
  if (!place.is_bpffs && !may_mount)
    return Finding::warning(
        kBpffs,
        fmt::format("no bpf filesystem at {}, and this process may not mount one", place.path),
        "attach has no place for its pins",
        {fmt::format("mkdir -p {}", place.path),
         fmt::format("mount -t bpf -o mode=0700 bpf {}", place.path)});
  if (!place.is_bpffs)
    return Finding::ok(kBpffs,
                       fmt::format("no bpf filesystem at {} yet: attach mounts one", place.path));
  if (place.read_only)
    return Finding::error(kBpffs, fmt::format("the bpf filesystem at {} is read-only", place.path),
                          "nothing can be pinned: attach and every change of policy fail",
                          {fmt::format("mount -o remount,rw {}", place.path)});
  if ((place.mode & kOthers) != 0)
    return Finding::warning(
        kBpffs, fmt::format("{} is open to others (mode {:04o})", place.path, place.mode),
        "whoever reaches the pins may read what crosses the link, or try to open them",
        {fmt::format("chmod 0700 {}", place.path)});
  return Finding::ok(kBpffs, fmt::format("bpf filesystem at {}", place.path));
}

Finding judge_stale_pins(const MachineFacts& machine) {
  if (!machine.stale_pins.ok()) return Finding::unchecked(kStale, machine.stale_pins.error());
  if (machine.stale_pins->empty()) return Finding::ok(kStale, "no pins of another version");
  const std::string root = machine.bpffs.ok() ? machine.bpffs->path : "BPFFS";
  std::vector<std::string> remedy;
  std::vector<std::string> details;
  for (const StalePins& pins : *machine.stale_pins) {
    details.push_back(pins.links.empty()
                          ? fmt::format("{}: empty", pins.folder)
                          : fmt::format("{}: {}", pins.folder, fmt::join(pins.links, ", ")));
    // What keeps the old program on its ports goes before the maps that control it.
    for (const std::string& link : pins.links)
      remedy.push_back(fmt::format("rm -rf {}/links/{} {}/{}", root, link, pins.folder, link));
    remedy.push_back(fmt::format("rmdir {}", pins.folder));
  }
  Finding finding = Finding::warning(
      kStale, fmt::format("pins of another version of haguard; this one reads v{}", HG_ABI_VERSION),
      "a program that still uses these maps goes on in its last mode and obeys no command of this "
      "version; haguard detach and attach change over, and bring policy and mode back. The "
      "commands below take it off "
      "its "
      "ports and forget its counters",
      std::move(remedy));
  finding.details = std::move(details);
  return finding;
}

}  // namespace haguard
