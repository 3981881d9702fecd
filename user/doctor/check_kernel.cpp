// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// machine.kernel: older than the program can be loaded on, or than it is tested on.
#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "bpf/kernel.h"
#include "doctor/checks.h"

namespace haguard {
namespace {

constexpr const char* kKernel = "machine.kernel";
constexpr std::pair kNeeded{kOldestKernelMajor, kOldestKernelMinor};
constexpr std::pair kTested{6U, 1U};

std::pair<unsigned, unsigned> version_of(const std::string& release) {
  unsigned major = 0;
  unsigned minor = 0;
  const int read = std::sscanf(release.c_str(), "%u.%u", &major, &minor);
  return read == 2 ? std::pair{major, minor} : std::pair{0U, 0U};
}

}  // namespace

Finding judge_kernel(const MachineFacts& machine) {
  if (!machine.kernel_release.ok())
    return Finding::unchecked(kKernel, machine.kernel_release.error());
  const std::string& release = *machine.kernel_release;
  const auto version = version_of(release);
  if (version == std::pair{0U, 0U})
    return Finding::unchecked(
        kKernel, failed(fmt::format("read the kernel's version out of \"{}\"", release)));
  if (version < kNeeded)
    return Finding::error(
        kKernel, fmt::format("kernel {} is too old", release),
        fmt::format("the program needs {}.{}: it does not load", kNeeded.first, kNeeded.second),
        {"apt install linux-image-amd64"});
  if (version < kTested)
    return Finding::warning(
        kKernel, fmt::format("kernel {} is older than any that was tested", release),
        "haguard is tested from 6.1 on; the verifier of older ones may refuse it",
        {"apt install linux-image-amd64"});
  return Finding::ok(kKernel, fmt::format("kernel {}", release));
}

}  // namespace haguard
