// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/kernel.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <cstdio>

namespace haguard {

std::optional<KernelVersion> kernel_version(const std::string& release) {
  KernelVersion version;
  if (std::sscanf(release.c_str(), "%u.%u", &version.major, &version.minor) != 2)
    return std::nullopt;
  return version;
}

bool kernel_is_older_than(KernelVersion version) {
  utsname names{};
  if (::uname(&names) != 0) return false;
  return kernel_version(names.release).value_or(version) < version;
}

Status check_kernel() {
  if (!kernel_is_older_than(kOldestKernel)) return Done{};
  utsname names{};
  ::uname(&names);
  return failed(fmt::format("load the xdp program: it needs kernel {}.{}, this is {}",
                            kOldestKernel.major, kOldestKernel.minor, names.release),
                fmt::format("boot a newer kernel; {}.{} (Debian 12) is the oldest that is tested",
                            kOldestTestedKernel.major, kOldestTestedKernel.minor));
}

}  // namespace haguard
