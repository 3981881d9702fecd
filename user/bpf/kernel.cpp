// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/kernel.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <cstdio>
#include <utility>

namespace haguard {

Status check_kernel() {
  utsname names{};
  unsigned major = 0;
  unsigned minor = 0;
  if (::uname(&names) != 0 || std::sscanf(names.release, "%u.%u", &major, &minor) != 2)
    return Done{};
  if (std::pair(major, minor) >= std::pair(kOldestKernelMajor, kOldestKernelMinor)) return Done{};
  return failed(fmt::format("load the xdp program: it needs kernel {}.{}, this is {}",
                            kOldestKernelMajor, kOldestKernelMinor, names.release),
                "boot a newer kernel; 6.1 (Debian 12) is the oldest that is tested");
}

}  // namespace haguard
