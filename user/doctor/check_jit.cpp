// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// machine.jit, machine.jit_harden: whether programs run compiled, and whether their constants are
// blinded.
#include "doctor/checks.h"

namespace haguard {
namespace {

constexpr const char* kJit = "machine.jit";
constexpr const char* kHarden = "machine.jit_harden";

}  // namespace

Finding judge_jit(const MachineFacts& machine) {
  if (!machine.jit.ok()) return Finding::unchecked(kJit, machine.jit.error());
  if (*machine.jit) return Finding::ok(kJit, "BPF programs are compiled (JIT)");
  return Finding::warning(
      kJit, "the BPF JIT is off: programs are interpreted",
      "each frame costs several times as much, and map look-ups are not inlined",
      {"sysctl -w net.core.bpf_jit_enable=1"});
}

Finding judge_jit_harden(const MachineFacts& machine) {
  if (!machine.jit_harden.ok()) return Finding::unchecked(kHarden, machine.jit_harden.error());
  // 1 concerns programs of unprivileged users, which haguard's are not.
  if (*machine.jit_harden < 2)
    return Finding::ok(kHarden, "JIT hardening leaves haguard's programs alone");
  return Finding::note(kHarden,
                       "net.core.bpf_jit_harden is 2: constants of every program are blinded",
                       "frames are judged alike, each at a somewhat higher cost",
                       {"sysctl -w net.core.bpf_jit_harden=1"});
}

}  // namespace haguard
