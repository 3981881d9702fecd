// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// machine.capabilities: of this very process. kernel.unprivileged_bpf_disabled does not matter:
// haguard's programs and maps are for privileged users only.
#include <fmt/format.h>
#include <linux/capability.h>

#include "doctor/checks.h"

namespace haguard {
namespace {

constexpr const char* kCapabilities = "machine.capabilities";

bool has(std::uint64_t capabilities, unsigned bit) {
  return (capabilities >> bit & 1U) != 0;
}

}  // namespace

Finding judge_capabilities(const MachineFacts& machine) {
  if (!machine.capabilities.ok())
    return Finding::unchecked(kCapabilities, machine.capabilities.error());
  const bool admin = has(*machine.capabilities, CAP_SYS_ADMIN);
  std::vector<std::string> missing;
  // CAP_SYS_ADMIN includes what CAP_BPF split off.
  if (!admin && !has(*machine.capabilities, CAP_BPF)) missing.emplace_back("CAP_BPF");
  if (!has(*machine.capabilities, CAP_NET_ADMIN)) missing.emplace_back("CAP_NET_ADMIN");
  if (!missing.empty())
    return Finding::error(kCapabilities,
                          fmt::format("this process has no {}", fmt::join(missing, " and no ")),
                          "no command can open, load or attach anything, and several checks here "
                          "could not be made",
                          {"sudo haguard doctor"});
  return Finding::ok(kCapabilities, admin ? "privileges: CAP_BPF, CAP_NET_ADMIN and CAP_SYS_ADMIN"
                                          : "privileges: CAP_BPF and CAP_NET_ADMIN");
}

}  // namespace haguard
