// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// machine.kernel: older than the program can be loaded on, or than it is tested on.
#include <fmt/format.h>

#include "bpf/kernel.h"
#include "doctor/checks.h"

namespace haguard {

Finding judge_kernel(const MachineFacts& machine) {
  constexpr const char* kId = "machine.kernel";
  if (!machine.kernel_release.ok()) return Finding::unchecked(kId, machine.kernel_release.error());
  const std::string& release = *machine.kernel_release;
  const auto version = kernel_version(release);
  if (!version)
    return Finding::unchecked(
        kId, failed(fmt::format("read the kernel's version out of \"{}\"", release)));
  if (*version < kOldestKernel)
    return Finding::error(kId, fmt::format("kernel {} is too old", release),
                          fmt::format("the program needs {}.{}: it does not load",
                                      kOldestKernel.major, kOldestKernel.minor),
                          {"apt install linux-image-amd64"});
  if (*version < kOldestTestedKernel)
    return Finding::warning(
        kId, fmt::format("kernel {} is older than any that was tested", release),
        fmt::format("haguard is tested from {}.{} on; the verifier of older ones may refuse it",
                    kOldestTestedKernel.major, kOldestTestedKernel.minor),
        {"apt install linux-image-amd64"});
  return Finding::ok(kId, fmt::format("kernel {}", release));
}

}  // namespace haguard
