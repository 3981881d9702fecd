// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/capability.h>

#include "unit/doctor/healthy.h"

namespace haguard {

TEST_CASE("doctor machine.kernel: too old, untested, not a number") {
  MachineFacts machine = healthy_machine();
  machine.kernel_release = std::string("5.17.9");
  require_finding(judge_kernel(machine), "machine.kernel", Severity::kError);
  machine.kernel_release = std::string("5.18.0");
  require_finding(judge_kernel(machine), "machine.kernel", Severity::kWarning);
  machine.kernel_release = std::string("6.0.19");
  require_finding(judge_kernel(machine), "machine.kernel", Severity::kWarning);
  machine.kernel_release = std::string("10.0");
  require_finding(judge_kernel(machine), "machine.kernel", Severity::kOk);
  machine.kernel_release = std::string("custom");
  CHECK_FALSE(judge_kernel(machine).checked);
}

TEST_CASE("doctor machine.jit, machine.jit_harden") {
  MachineFacts machine = healthy_machine();
  machine.jit = false;
  require_finding(judge_jit(machine), "machine.jit", Severity::kWarning);
  machine.jit_harden = 1U;
  require_finding(judge_jit_harden(machine), "machine.jit_harden", Severity::kOk);
  machine.jit_harden = 2U;
  require_finding(judge_jit_harden(machine), "machine.jit_harden", Severity::kNote);
}

TEST_CASE("doctor machine.capabilities: what is missing, CAP_SYS_ADMIN for CAP_BPF") {
  MachineFacts machine = healthy_machine();
  machine.capabilities = std::uint64_t{0};
  const Finding nothing = judge_capabilities(machine);
  require_finding(nothing, "machine.capabilities", Severity::kError);
  CHECK(nothing.what.find("CAP_BPF and no CAP_NET_ADMIN") != std::string::npos);
  machine.capabilities = std::uint64_t{1} << CAP_NET_ADMIN;
  require_finding(judge_capabilities(machine), "machine.capabilities", Severity::kError);
  machine.capabilities = std::uint64_t{1} << CAP_NET_ADMIN | std::uint64_t{1} << CAP_SYS_ADMIN;
  require_finding(judge_capabilities(machine), "machine.capabilities", Severity::kOk);
}

TEST_CASE("doctor machine.bpffs: read-only, open to others, not mounted yet") {
  MachineFacts machine = healthy_machine();
  machine.bpffs->mode = 0755;
  require_finding(judge_bpffs(machine), "machine.bpffs", Severity::kWarning);
  machine.bpffs->read_only = true;
  require_finding(judge_bpffs(machine), "machine.bpffs", Severity::kError);
  machine.bpffs->is_bpffs = false;
  require_finding(judge_bpffs(machine), "machine.bpffs", Severity::kWarning);
  *machine.capabilities |= std::uint64_t{1} << CAP_SYS_ADMIN;
  require_finding(judge_bpffs(machine), "machine.bpffs", Severity::kOk);
}

TEST_CASE("doctor machine.stale_pins: the program goes before its maps") {
  MachineFacts machine = healthy_machine();
  machine.stale_pins = std::vector<StalePins>{{99, "/run/haguard/bpf/v99", {"old"}}};
  const Finding finding = judge_stale_pins(machine);
  require_finding(finding, "machine.stale_pins", Severity::kWarning);
  CHECK(mentions(finding.details, "/run/haguard/bpf/v99: old"));
  CHECK(finding.remedy.front() == "rm -rf /run/haguard/bpf/links/old /run/haguard/bpf/v99/old");
}

TEST_CASE("doctor machine.config: the error with its place") {
  MachineFacts machine = healthy_machine();
  machine.config.error = usage("haguard.toml:3:1: unknown key \"prots\"", "did you mean ports?");
  const Finding finding = judge_config(machine);
  require_finding(finding, "machine.config", Severity::kError);
  CHECK(mentions(finding.details, "haguard.toml:3:1"));
}

TEST_CASE("doctor machine.state_folder") {
  MachineFacts machine = healthy_machine();
  machine.state->writable = false;
  require_finding(judge_state_folder(machine), "machine.state_folder", Severity::kError);
  machine.state->read_only = true;
  const Finding finding = judge_state_folder(machine);
  require_finding(finding, "machine.state_folder", Severity::kError);
  CHECK(finding.what.find("read-only") != std::string::npos);
}

TEST_CASE("doctor machine.disk: bytes and inodes") {
  MachineFacts machine = healthy_machine();
  machine.state->free_bytes = 10U << 20U;
  require_finding(judge_disk(machine), "machine.disk", Severity::kWarning);
  machine.state->free_bytes = 1000;
  require_finding(judge_disk(machine), "machine.disk", Severity::kError);
  machine.state->free_bytes = 1U << 30U;
  machine.state->free_inodes = 100;
  require_finding(judge_disk(machine), "machine.disk", Severity::kWarning);
  machine.state->free_inodes = 1;
  require_finding(judge_disk(machine), "machine.disk", Severity::kError);
  // A file system that does not count them has none to run out of.
  machine.state->inodes = 0;
  require_finding(judge_disk(machine), "machine.disk", Severity::kOk);
}

TEST_CASE("doctor machine.conntrack, machine.clock") {
  MachineFacts machine = healthy_machine();
  machine.conntrack = std::optional<Conntrack>{Conntrack{950, 1000}};
  require_finding(judge_conntrack(machine), "machine.conntrack", Severity::kWarning);
  machine.conntrack = std::optional<Conntrack>{};
  require_finding(judge_conntrack(machine), "machine.conntrack", Severity::kOk);
  machine.clock_synchronised = false;
  require_finding(judge_clock(machine), "machine.clock", Severity::kNote);
}

}  // namespace haguard
